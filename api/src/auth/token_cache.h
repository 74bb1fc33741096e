// Tokens that were verified a moment ago, by their SHA-256: a signature costs 50 to 100 µs, a look
// here one. Safe from any thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "dossier/api/principal.h"
#include "dossier/engine/crypto.h"

namespace dossier::api {

class TokenCache {
 public:
  static constexpr size_t kTokensMax = 8192;
  static constexpr int64_t kKeptS = 60;  // then its key is looked up again

  std::optional<Principal> find(const engine::Digest& digest, int64_t now_s);
  // What is put under a generation that has ended is not kept.
  uint64_t generation() const;
  void put(uint64_t generation, const engine::Digest& digest, Principal who, int64_t now_s,
           int64_t until_s);
  // Keys or issuers have changed: ends the generation.
  void clear();

 private:
  struct Hash {
    size_t operator()(const engine::Digest& digest) const {
      size_t out = 0;
      std::memcpy(&out, digest.data(), sizeof out);
      return out;
    }
  };
  struct Entry {
    Principal who;
    int64_t from_s = 0;  // a clock that was set back ends it, too
    int64_t until_s = 0;
  };

  mutable std::mutex mutex_;
  // guarded by mutex_
  uint64_t generation_ = 0;
  std::unordered_map<engine::Digest, Entry, Hash> entries_;
};

}  // namespace dossier::api
