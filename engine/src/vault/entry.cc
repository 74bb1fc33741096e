#include "vault/entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/vault.h"

namespace dossier::engine {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kLive = 0;
constexpr uint8_t kErased = 1;
// An entry is written once in a life, so its keys are the first ones.
constexpr uint32_t kFirstKeyId = 1;
constexpr std::string_view kCheckOwner = "!check";
constexpr std::string_view kCheckText = "this vault is under this master key";

std::string associated(std::string_view owner) { return fmt::format("dossier-vault-1{}", owner); }

std::string wrap(const Key256& master, std::string_view owner, std::string_view plain) {
  const Nonce nonce = random_nonce();
  std::string out(as_text(nonce));
  gcm_seal(master, nonce, associated(owner), plain, out);
  return out;
}

std::optional<std::string> unwrap(const Key256& master, std::string_view owner,
                                  std::string_view wrapped) {
  Nonce nonce;
  if (wrapped.size() < nonce.size()) return std::nullopt;
  std::copy_n(wrapped.begin(), nonce.size(), nonce.begin());
  return gcm_open(master, nonce, associated(owner), wrapped.substr(nonce.size()));
}

bool read_key(ByteReader& reader, Key256& key) {
  const std::string_view bytes = reader.raw(key.size());
  if (reader.ok()) std::copy_n(bytes.begin(), key.size(), key.begin());
  return reader.ok();
}

bool read_keys(std::string_view plain, OwnerKeys& keys) {
  ByteReader reader(plain);
  read_key(reader, keys.mac);
  keys.keys.resize(reader.u8());
  for (PurposeKey& key : keys.keys) {
    key.purpose = reader.u8();
    key.key_id = reader.big32();
    read_key(reader, key.key);
  }
  return reader.ok() && reader.at_end();
}

void wipe_text(std::string& text) { wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()}); }

}  // namespace

std::shared_ptr<OwnerKeys> make_keys() {
  auto keys = std::make_shared<OwnerKeys>();
  random_bytes(keys->mac);
  for (const uint8_t purpose : kPurposes) {
    PurposeKey& key = keys->keys.emplace_back(PurposeKey{purpose, kFirstKeyId, {}});
    random_bytes(key.key);
  }
  return keys;
}

std::string wrap_entry(const Key256& master, std::string_view owner, const OwnerKeys& keys) {
  ByteWriter plain;
  plain.raw(as_text(keys.mac));
  plain.u8(static_cast<uint8_t>(keys.keys.size()));
  for (const PurposeKey& key : keys.keys) {
    plain.u8(key.purpose);
    plain.big32(key.key_id);
    plain.raw(as_text(key.key));
  }
  std::string text = plain.take();
  ByteWriter entry;
  entry.u8(kVersion);
  entry.u8(kLive);
  entry.raw(wrap(master, owner, text));
  wipe_text(text);
  return entry.take();
}

std::string erased_entry() {
  ByteWriter entry;
  entry.u8(kVersion);
  entry.u8(kErased);
  return entry.take();
}

Result<OwnerKeysRef> unwrap_entry(const Key256& master, std::string_view owner,
                                  std::string_view entry) {
  ByteReader reader(entry);
  const uint8_t version = reader.u8();
  const uint8_t state = reader.u8();
  auto keys = std::make_shared<OwnerKeys>();
  if (reader.ok() && version == kVersion && state == kErased && reader.at_end()) {
    keys->erased = true;
    return keys;
  }
  if (reader.ok() && version == kVersion && state == kLive) {
    auto plain = unwrap(master, owner, reader.raw(reader.remaining()));
    const bool read = plain && read_keys(*plain, *keys);
    if (plain) wipe_text(*plain);
    if (read) return keys;
  }
  return fail(ErrorCode::corrupt, fmt::format("the vault entry of {} is damaged", owner), {},
              "restore the vault from a copy made with the same master key");
}

std::string make_check(const Key256& master) { return wrap(master, kCheckOwner, kCheckText); }

bool check_matches(const Key256& master, std::string_view check) {
  return unwrap(master, kCheckOwner, check) == kCheckText;
}

}  // namespace dossier::engine
