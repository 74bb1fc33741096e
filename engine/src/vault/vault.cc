// The vault: what is done with keys, wherever they come from.
#include "dossier/engine/vault.h"

#include <fmt/format.h>

#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "vault/key_holder.h"
#include "vault/shared_keys.h"

namespace dossier::engine {
namespace {

constexpr size_t kMacSize = 16;

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

}  // namespace

struct Vault::Impl {
  // As keys(), and an error where there is no entry.
  Result<OwnerKeysRef> known(std::string_view owner) const {
    DOSSIER_TRY(check_owner(owner));
    DOSSIER_ASSIGN(OwnerKeysRef found, source->keys(owner));
    if (found == nullptr) return no_entry(owner);
    return found;
  }

  std::unique_ptr<KeySource> source;
};

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const std::string& path, const MasterKey& master) {
  auto impl = std::make_unique<Impl>();
  DOSSIER_ASSIGN(impl->source, KeyHolder::open(path, master.bytes()));
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));
}

Result<std::unique_ptr<Vault>> Vault::open_shared(const std::string& path,
                                                  const MasterKey& master) {
  auto impl = std::make_unique<Impl>();
  DOSSIER_ASSIGN(impl->source, SharedKeys::open(path, master.bytes()));
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));
}

Status Vault::ensure(std::span<const std::string> owners) {
  for (const std::string& owner : owners) DOSSIER_TRY(check_owner(owner));
  return impl_->source->ensure(owners);
}

bool Vault::erased(std::string_view owner) const {
  const auto keys = impl_->source->keys(owner);
  return keys && *keys != nullptr && (*keys)->erased;
}

uint64_t Vault::epoch() const { return impl_->source->epoch(); }

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
  return impl_->source->destroy(owner);
}

}  // namespace dossier::engine
