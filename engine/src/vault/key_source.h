// Where the vault's keys come from: the store that this process holds, or the process that does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "vault/key_cache.h"

namespace dossier::engine {

// Safe for concurrent use.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // Nothing where there is no entry. Errors: io, corrupt, unavailable (the holder does not answer).
  virtual Result<OwnerKeysRef> keys(std::string_view owner) = 0;
  // Makes the entries that are missing, in one synced write.
  virtual Status ensure(std::span<const std::string> owners) = 0;
  // See Vault::destroy.
  virtual Status destroy(std::string_view owner) = 0;
  virtual uint64_t epoch() = 0;
};

}  // namespace dossier::engine
