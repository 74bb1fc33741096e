// The vault. Reads go through the cache and need no lock of ours; whoever writes (ensure, destroy)
// holds the writer's turn, and one turn of ensure serves all callers that waited for it.
#include "dossier/engine/vault.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "vault/entry.h"
#include "vault/key_cache.h"
#include "vault/vault_store.h"

namespace dossier::engine {
namespace {

constexpr size_t kCachedOwners = 100'000;
constexpr size_t kMacSize = 16;
constexpr std::string_view kCheck = "!check";
constexpr std::string_view kEpoch = "!epoch";

std::string epoch_value(uint64_t epoch) {
  ByteWriter writer;
  writer.big64(epoch);
  return writer.take();
}

Status check_owner(std::string_view owner) {
  if (!owner.empty() && owner.front() != '!') return {};
  return fail(ErrorCode::invalid, "not the name of an owner of keys", "owner",
              "write kind/id, as in customer/C-1042");
}

std::unexpected<Error> no_entry(std::string_view owner) {
  return fail(ErrorCode::not_found, fmt::format("the vault has no entry of {}", owner), {},
              "ensure the owner's entry first; restore the vault if it was there");
}

// docs/formats/event.md, Boxes.
std::string box_associated(std::string_view owner, const BoxContext& context, uint8_t purpose,
                           uint32_t key_id) {
  ByteWriter writer;
  for (const std::string_view part : {std::string_view("dossier-box-1"), owner, context.subject,
                                      context.source, context.id, context.type})
    writer.text(part);
  writer.u8(purpose);
  for (uint32_t shift = 0; shift < 32; shift += 8) writer.u8(static_cast<uint8_t>(key_id >> shift));
  return writer.take();
}

// Owners whose entries one turn of the writer makes, for all callers that wait for it.
struct Turn {
  std::unordered_set<std::string> owners;
  bool done = false;
  Status status;
};

}  // namespace

struct Vault::Impl {
  Impl(VaultStore s, const Key256& m) : store(std::move(s)), master(m), cache(kCachedOwners) {}
  ~Impl() { wipe(master); }

  Status start();
  // Nothing where there is no entry.
  Result<OwnerKeysRef> keys(std::string_view owner);
  // As keys(), and an error where there is no entry.
  Result<OwnerKeysRef> known(std::string_view owner);
  Status make_entries(const std::unordered_set<std::string>& owners);
  Status fence(std::string_view owner);

  // Waits until no one writes; the writer's turn is the caller's until end_turn().
  void begin_turn(std::unique_lock<std::mutex>& lock);
  void end_turn(std::unique_lock<std::mutex>& lock);

  VaultStore store;
  Key256 master;
  KeyCache cache;
  std::atomic<uint64_t> epoch{0};

  std::mutex mutex;  // guards what follows
  std::condition_variable turn_over;
  bool writing = false;
  std::shared_ptr<Turn> next = std::make_shared<Turn>();
};

Status Vault::Impl::start() {
  DOSSIER_ASSIGN(const auto check, store.get(kCheck));
  if (check && !check_matches(master, *check))
    return fail(ErrorCode::refused, "the vault was made under another master key", {},
                "set DOSSIER_MASTER_KEY, or restore the key file, to what it was when the vault "
                "was made");
  if (!check && !store.empty())
    return fail(ErrorCode::corrupt, "the vault has entries, but not the check of its master key",
                {}, "restore the vault from a copy");
  if (!check) {
    const std::pair<std::string, std::string> first[] = {{std::string(kCheck), make_check(master)},
                                                         {std::string(kEpoch), epoch_value(0)}};
    return store.put(first);
  }
  DOSSIER_ASSIGN(const auto stored, store.get(kEpoch));
  ByteReader reader(stored ? std::string_view(*stored) : std::string_view());
  epoch = reader.big64();
  if (reader.ok() && reader.at_end()) return {};
  return fail(ErrorCode::corrupt, "the vault's epoch is damaged", {},
              "restore the vault from a copy");
}

Result<OwnerKeysRef> Vault::Impl::keys(std::string_view owner) {
  if (OwnerKeysRef cached = cache.find(owner)) return cached;
  const uint64_t generation = cache.generation();
  DOSSIER_ASSIGN(const auto entry, store.get(owner));
  if (!entry) return OwnerKeysRef();
  DOSSIER_ASSIGN(OwnerKeysRef keys, unwrap_entry(master, owner, *entry));
  cache.add(owner, keys, generation);
  return keys;
}

Result<OwnerKeysRef> Vault::Impl::known(std::string_view owner) {
  DOSSIER_TRY(check_owner(owner));
  DOSSIER_ASSIGN(OwnerKeysRef found, keys(owner));
  if (found == nullptr) return no_entry(owner);
  return found;
}

void Vault::Impl::begin_turn(std::unique_lock<std::mutex>& lock) {
  turn_over.wait(lock, [this] { return !writing; });
  writing = true;
  lock.unlock();
}

void Vault::Impl::end_turn(std::unique_lock<std::mutex>& lock) {
  lock.lock();
  writing = false;
  turn_over.notify_all();
}

Status Vault::Impl::make_entries(const std::unordered_set<std::string>& owners) {
  std::vector<std::pair<std::string, std::string>> entries;
  std::vector<std::shared_ptr<OwnerKeys>> made;
  for (const std::string& owner : owners) {
    DOSSIER_ASSIGN(const auto entry, store.get(owner));
    if (entry) continue;  // an earlier turn made it, or it is erased
    made.push_back(make_keys());
    entries.emplace_back(owner, wrap_entry(master, owner, *made.back()));
  }
  if (entries.empty()) return {};
  const uint64_t generation = cache.generation();
  DOSSIER_TRY(store.put(entries));
  for (size_t i = 0; i < made.size(); ++i) cache.add(entries[i].first, made[i], generation);
  return {};
}

Status Vault::Impl::fence(std::string_view owner) {
  // An entry that cannot be read is destroyed like a live one. Done again, the fence is written
  // again: the crash may have come before the files were rewritten.
  const Result<OwnerKeysRef> before = keys(owner);
  const bool again = before && *before != nullptr && (*before)->erased;
  const uint64_t epoch_after = epoch.load() + (again ? 0 : 1);
  const std::pair<std::string, std::string> entries[] = {
      {std::string(owner), erased_entry()}, {std::string(kEpoch), epoch_value(epoch_after)}};
  DOSSIER_TRY(store.put(entries));
  auto erased = std::make_shared<OwnerKeys>();
  erased->erased = true;
  cache.replace(owner, std::move(erased));
  epoch.store(epoch_after);
  return store.forget_older(owner);
}

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const std::string& path, const MasterKey& master) {
  DOSSIER_ASSIGN(VaultStore store, VaultStore::open(path));
  auto impl = std::make_unique<Impl>(std::move(store), master.bytes());
  DOSSIER_TRY(impl->start());
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));
}

Status Vault::ensure(std::span<const std::string> owners) {
  std::vector<const std::string*> missing;
  for (const std::string& owner : owners) {
    DOSSIER_TRY(check_owner(owner));
    DOSSIER_ASSIGN(const OwnerKeysRef keys, impl_->keys(owner));
    if (keys == nullptr) missing.push_back(&owner);
  }
  if (missing.empty()) return {};
  std::unique_lock lock(impl_->mutex);
  const std::shared_ptr<Turn> turn = impl_->next;
  for (const std::string* const owner : missing) turn->owners.insert(*owner);
  // Either another caller of this turn gets the writer's turn first and does the work, or we do.
  impl_->turn_over.wait(lock, [&] { return turn->done || !impl_->writing; });
  if (turn->done) return turn->status;
  impl_->next = std::make_shared<Turn>();
  impl_->begin_turn(lock);
  Status status = impl_->make_entries(turn->owners);
  impl_->end_turn(lock);
  turn->status = status;
  turn->done = true;
  return status;
}

bool Vault::erased(std::string_view owner) const {
  const auto keys = impl_->keys(owner);
  return keys && *keys != nullptr && (*keys)->erased;
}

uint64_t Vault::epoch() const { return impl_->epoch.load(); }

Result<std::optional<Sealed>> Vault::seal(std::string_view owner, uint8_t purpose,
                                          const BoxContext& context, std::string_view plain) const {
  DOSSIER_ASSIGN(const OwnerKeysRef keys, impl_->known(owner));
  if (keys->erased) return std::nullopt;
  for (const PurposeKey& key : keys->keys) {
    if (key.purpose != purpose) continue;
    const Nonce nonce = random_nonce();
    Sealed sealed{key.key_id, {}};
    sealed.bytes.reserve(nonce.size() + plain.size() + kGcmTagSize);
    sealed.bytes.assign(as_text(nonce));
    gcm_seal(key.key, nonce, box_associated(owner, context, purpose, key.key_id), plain,
             sealed.bytes);
    return sealed;
  }
  return fail(ErrorCode::invalid, fmt::format("there is no purpose {} of personal data", purpose),
              "purpose", "use a purpose of the event schema");
}

Result<std::optional<std::string>> Vault::open_box(std::string_view owner, uint8_t purpose,
                                                   uint32_t key_id, const BoxContext& context,
                                                   std::string_view sealed) const {
  DOSSIER_ASSIGN(const OwnerKeysRef keys, impl_->known(owner));
  if (keys->erased) return std::nullopt;
  for (const PurposeKey& key : keys->keys) {
    if (key.purpose != purpose || key.key_id != key_id) continue;
    Nonce nonce;
    std::optional<std::string> plain;
    if (sealed.size() >= nonce.size()) {
      std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
      plain = gcm_open(key.key, nonce, box_associated(owner, context, purpose, key_id),
                       sealed.substr(nonce.size()));
    }
    if (plain) return plain;
    return fail(ErrorCode::corrupt,
                fmt::format("a box of {} does not open: damaged or moved", owner), {},
                "verify the record it came from");
  }
  return fail(ErrorCode::not_found,
              fmt::format("{} has no key {} of purpose {}", owner, key_id, purpose), {},
              "restore the vault from a copy");
}

Result<std::optional<std::string>> Vault::mac(std::string_view owner,
                                              std::string_view bytes) const {
  DOSSIER_ASSIGN(const OwnerKeysRef keys, impl_->known(owner));
  if (keys->erased) return std::nullopt;
  const Digest mac = hmac_sha256(as_text(keys->mac), bytes);
  return std::string(as_text(mac).substr(0, kMacSize));
}

Status Vault::destroy(std::string_view owner) {
  DOSSIER_TRY(check_owner(owner));
  std::unique_lock lock(impl_->mutex);
  impl_->begin_turn(lock);
  Status status = impl_->fence(owner);
  impl_->end_turn(lock);
  return status;
}

}  // namespace dossier::engine
