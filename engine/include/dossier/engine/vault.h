// The vault: keys by owner and purpose, boxes sealed and opened with them.
// Layout: docs/formats/vault.md, boxes: docs/formats/event.md. Safe for concurrent use.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/base/ids.h"

namespace dossier::engine {

// Each purpose of an owner has its own key: identity, contact, finance, content, trace, by the
// numbers of `Purpose` in the event schema. An entry has a key for each when it is made.
inline constexpr std::array<uint8_t, 5> kPurposes = {1, 2, 3, 4, 5};

class MasterKey {
 public:
  // From the environment variable DOSSIER_MASTER_KEY (64 hex digits), else from the file, which is
  // made (mode 0600) where `create` says so. Errors: refused (file readable by others), not_found,
  // corrupt, io.
  static Result<MasterKey> load(const std::string& path, bool create);
  const std::array<uint8_t, 32>& bytes() const { return bytes_; }

 private:
  std::array<uint8_t, 32> bytes_{};
};

// What a box is bound to besides its owner, purpose and key: all of it is associated data.
struct BoxContext {
  std::string_view subject, source, id, type;
};

struct Sealed {
  uint32_t key_id = 0;
  std::string bytes;  // nonce 12, ciphertext, tag 16
};

class Vault {
 public:
  // Errors: refused (other master key; says how to mend it), io, corrupt.
  static Result<std::unique_ptr<Vault>> open(const std::string& path, const MasterKey& master);
  // The same folder for several processes of one machine: the first holds the store and gives keys
  // to the others over a Unix socket in the folder; where it ends, another takes its place. While
  // it lives and does not answer, the others answer unavailable. Errors: as open, unavailable.
  static Result<std::unique_ptr<Vault>> open_shared(const std::string& path,
                                                    const MasterKey& master);
  ~Vault();

  // Makes the missing entries of these owners, in one synced write, which concurrent callers share.
  // Erased owners stay erased. Errors: invalid (no owner's name), io, corrupt.
  Status ensure(std::span<const std::string> owners);

  bool erased(std::string_view owner) const;  // false, too, where there is no entry
  uint64_t epoch() const;                     // grows with each destruction

  // Nothing where the owner is erased. The owner's entry must exist (ensure). Errors: not_found (no
  // entry), invalid (no such purpose), io, corrupt.
  Result<std::optional<Sealed>> seal(std::string_view owner, uint8_t purpose,
                                     const BoxContext& context, std::string_view plain) const;
  // Nothing where the owner is erased. Errors: corrupt (tag does not match), not_found (no entry,
  // or no such key), io.
  Result<std::optional<std::string>> open_box(std::string_view owner, uint8_t purpose,
                                              uint32_t key_id, const BoxContext& context,
                                              std::string_view sealed) const;
  // HMAC-SHA-256 under the owner's MAC key, first 16 bytes; nothing where erased. Errors: not_found
  // (no entry), io, corrupt.
  Result<std::optional<std::string>> mac(std::string_view owner, std::string_view bytes) const;

  // Destroys the owner's keys for good, raises the epoch, and rewrites what held them: when it
  // returns, no file of the store has the old entry. Done again (after a crash, say) it rewrites
  // again and leaves the epoch. Errors: invalid, io, corrupt.
  Status destroy(std::string_view owner);

 private:
  struct Impl;
  explicit Vault(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
