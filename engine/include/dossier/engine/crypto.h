// What Dossier needs of OpenSSL, in our own words: SHA-256, HMAC, AES-256-GCM, randomness.
// Every function may be called from any thread; algorithms are fetched once, contexts kept a
// thread. A failure inside OpenSSL (no memory, no entropy) is a broken invariant: the process ends.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dossier::engine {

using Digest = std::array<uint8_t, 32>;
using Key256 = std::array<uint8_t, 32>;
using Nonce = std::array<uint8_t, 12>;

inline constexpr size_t kGcmTagSize = 16;

// SHA-256 of the parts, one after the other.
Digest sha256(std::initializer_list<std::string_view> parts);
inline Digest sha256(std::string_view bytes) { return sha256({bytes}); }

// HMAC-SHA-256 (RFC 2104); a key of any length.
Digest hmac_sha256(std::string_view key, std::string_view bytes);

// AES-256-GCM: appends the ciphertext and its 16-byte tag to `out`. A nonce is used once per key.
void gcm_seal(const Key256& key, const Nonce& nonce, std::string_view associated,
              std::string_view plain, std::string& out);
// The plaintext of ciphertext and tag; nothing where the tag does not match.
std::optional<std::string> gcm_open(const Key256& key, const Nonce& nonce,
                                    std::string_view associated, std::string_view sealed);

void random_bytes(std::span<uint8_t> out);
// A random nonce; drawn in bulk, since one is needed for each box.
Nonce random_nonce();

// 32 hex digits, drawn anew: the id of an event that has no natural one.
std::string random_id();

// Takes the same time wherever the bytes differ; the lengths are no secret.
bool equal_constant_time(std::string_view a, std::string_view b);

// Overwrites a secret, in a way that the compiler may not leave out.
void wipe(std::span<uint8_t> secret);

inline std::string_view as_text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace dossier::engine
