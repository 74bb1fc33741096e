// The bytes of a vault entry: keys wrapped by the master key. Layout: docs/formats/vault.md. Pure,
// but for the random keys and nonces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/engine/crypto.h"
#include "vault/key_cache.h"

namespace dossier::engine {

// New keys for all purposes.
std::shared_ptr<OwnerKeys> make_keys();

std::string wrap_entry(const Key256& master, std::string_view owner, const OwnerKeys& keys);
std::string erased_entry();
// Errors: corrupt.
Result<OwnerKeysRef> unwrap_entry(const Key256& master, std::string_view owner,
                                  std::string_view entry);

// The value of `!check`: a known text under the master key.
std::string make_check(const Key256& master);
bool check_matches(const Key256& master, std::string_view check);

}  // namespace dossier::engine
