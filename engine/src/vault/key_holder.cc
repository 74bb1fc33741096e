#include "vault/key_holder.h"

#include <vector>

#include "dossier/base/bytes.h"

namespace dossier::engine {
namespace {

constexpr size_t kCachedOwners = 100'000;
constexpr std::string_view kCheck = "!check";
constexpr std::string_view kEpoch = "!epoch";

std::string epoch_value(uint64_t epoch) {
  ByteWriter writer;
  writer.big64(epoch);
  return writer.take();
}

}  // namespace

// Owners whose entries one turn of the writer makes, for all callers that wait for it.
struct KeyHolder::Turn {
  std::unordered_set<std::string> owners;
  bool done = false;
  Status status;
};

KeyHolder::KeyHolder(VaultStore store, const Key256& master)
    : store_(std::move(store)),
      master_(master),
      cache_(kCachedOwners),
      next_(std::make_shared<Turn>()) {}

Result<std::unique_ptr<KeyHolder>> KeyHolder::open(const std::string& path, const Key256& master) {
  DOSSIER_ASSIGN(VaultStore store, VaultStore::open(path));
  std::unique_ptr<KeyHolder> holder(new KeyHolder(std::move(store), master));
  DOSSIER_TRY(holder->start());
  return holder;
}

Status KeyHolder::start() {
  DOSSIER_ASSIGN(const auto check, store_.get(kCheck));
  if (check && !check_matches(master_, *check))
    return fail(ErrorCode::refused, "the vault was made under another master key", {},
                "set DOSSIER_MASTER_KEY, or restore the key file, to what it was when the vault "
                "was made");
  if (!check && !store_.empty())
    return fail(ErrorCode::corrupt, "the vault has entries, but not the check of its master key",
                {}, "restore the vault from a copy");
  if (!check) {
    const std::pair<std::string, std::string> first[] = {{std::string(kCheck), make_check(master_)},
                                                         {std::string(kEpoch), epoch_value(0)}};
    return store_.put(first);
  }
  DOSSIER_ASSIGN(const auto stored, store_.get(kEpoch));
  ByteReader reader(stored ? std::string_view(*stored) : std::string_view());
  epoch_ = reader.big64();
  if (reader.ok() && reader.at_end()) return {};
  return fail(ErrorCode::corrupt, "the vault's epoch is damaged", {},
              "restore the vault from a copy");
}

Result<OwnerKeysRef> KeyHolder::keys(std::string_view owner) {
  if (OwnerKeysRef cached = cache_.find(owner)) return cached;
  const uint64_t generation = cache_.generation();
  DOSSIER_ASSIGN(const auto entry, store_.get(owner));
  if (!entry) return OwnerKeysRef();
  DOSSIER_ASSIGN(OwnerKeysRef keys, unwrap_entry(master_, owner, *entry));
  cache_.add(owner, keys, generation);
  return keys;
}

void KeyHolder::begin_turn(std::unique_lock<std::mutex>& lock) {
  turn_over_.wait(lock, [this] { return !writing_; });
  writing_ = true;
  lock.unlock();
}

void KeyHolder::end_turn(std::unique_lock<std::mutex>& lock) {
  lock.lock();
  writing_ = false;
  turn_over_.notify_all();
}

Status KeyHolder::make_entries(const std::unordered_set<std::string>& owners) {
  std::vector<std::pair<std::string, std::string>> entries;
  std::vector<std::shared_ptr<OwnerKeys>> made;
  for (const std::string& owner : owners) {
    DOSSIER_ASSIGN(const auto entry, store_.get(owner));
    if (entry) continue;  // an earlier turn made it, or it is erased
    made.push_back(make_keys());
    entries.emplace_back(owner, wrap_entry(master_, owner, *made.back()));
  }
  if (entries.empty()) return {};
  const uint64_t generation = cache_.generation();
  DOSSIER_TRY(store_.put(entries));
  for (size_t i = 0; i < made.size(); ++i) cache_.add(entries[i].first, made[i], generation);
  return {};
}

Status KeyHolder::fence(std::string_view owner) {
  // An entry that cannot be read is destroyed like a live one. Done again, the fence is written
  // again: the crash may have come before the files were rewritten.
  const Result<OwnerKeysRef> before = keys(owner);
  const bool again = before && *before != nullptr && (*before)->erased;
  const uint64_t epoch_after = epoch_.load() + (again ? 0 : 1);
  const std::pair<std::string, std::string> entries[] = {
      {std::string(owner), erased_entry()}, {std::string(kEpoch), epoch_value(epoch_after)}};
  DOSSIER_TRY(store_.put(entries));
  auto erased = std::make_shared<OwnerKeys>();
  erased->erased = true;
  cache_.replace(owner, std::move(erased));
  epoch_.store(epoch_after);
  return store_.forget_older(owner);
}

Status KeyHolder::ensure(std::span<const std::string> owners) {
  std::vector<const std::string*> missing;
  for (const std::string& owner : owners) {
    DOSSIER_ASSIGN(const OwnerKeysRef found, keys(owner));
    if (found == nullptr) missing.push_back(&owner);
  }
  if (missing.empty()) return {};
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Turn> turn = next_;
  for (const std::string* const owner : missing) turn->owners.insert(*owner);
  // Either another caller of this turn gets the writer's turn first and does the work, or we do.
  turn_over_.wait(lock, [&] { return turn->done || !writing_; });
  if (turn->done) return turn->status;
  next_ = std::make_shared<Turn>();
  begin_turn(lock);
  Status status = make_entries(turn->owners);
  end_turn(lock);
  turn->status = status;
  turn->done = true;
  return status;
}

Status KeyHolder::destroy(std::string_view owner) {
  std::unique_lock lock(mutex_);
  begin_turn(lock);
  Status status = fence(owner);
  end_turn(lock);
  return status;
}

}  // namespace dossier::engine
