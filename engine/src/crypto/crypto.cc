// The OpenSSL (EVP) adapter. Fetching an algorithm costs more than hashing a record, hence the
// statics; a context keeps its algorithm from call to call, hence the thread-locals.
#include "dossier/engine/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::engine {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const uint8_t* raw(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

// OpenSSL takes lengths as int; no value of ours comes near that, and a wrapped one would be fatal.
int int_size(std::string_view bytes) {
  ENSURE(bytes.size() <= INT_MAX, "{} bytes are too many for one call of AES-GCM", bytes.size());
  return static_cast<int>(bytes.size());
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  ENSURE(algorithm != nullptr, "OpenSSL has no SHA-256");
  return algorithm;
}

const EVP_CIPHER* gcm_algorithm() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  ENSURE(algorithm != nullptr, "OpenSSL has no AES-256-GCM");
  return algorithm;
}

EVP_MD_CTX* digest_context() {
  thread_local const DigestContext context{EVP_MD_CTX_new()};
  ENSURE(context != nullptr, "no memory for a digest context");
  return context.get();
}

CipherContext new_cipher_context(int encrypt) {
  CipherContext context{EVP_CIPHER_CTX_new()};
  ENSURE(context != nullptr, "no memory for a cipher context");
  const int ok =
      EVP_CipherInit_ex2(context.get(), gcm_algorithm(), nullptr, nullptr, encrypt, nullptr);
  ENSURE(ok == 1, "AES-256-GCM cannot be set up");
  return context;
}

void feed_associated(EVP_CIPHER_CTX* context, std::string_view associated) {
  int fed = 0;
  const int ok = EVP_CipherUpdate(context, nullptr, &fed, raw(associated), int_size(associated));
  ENSURE(ok == 1, "AES-256-GCM refused associated data");
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* const context = digest_context();
  bool ok = EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1;
  for (const std::string_view part : parts)
    ok = ok && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  Digest digest;
  ok = ok && EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
  ENSURE(ok, "SHA-256 failed");
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr size_t kBlock = 64;
  std::array<uint8_t, kBlock> inner{};
  if (key.size() > kBlock) {
    const Digest hashed = sha256(key);
    std::ranges::copy(hashed, inner.begin());
  } else {
    std::ranges::copy(key, inner.begin());
  }
  std::array<uint8_t, kBlock> outer = inner;
  for (uint8_t& byte : inner) byte ^= 0x36;
  for (uint8_t& byte : outer) byte ^= 0x5c;
  const Digest first = sha256({as_text(inner), bytes});
  const Digest mac = sha256({as_text(outer), as_text(first)});
  wipe(inner);
  wipe(outer);
  return mac;
}

void gcm_seal(const Key256& key, const Nonce& nonce, std::string_view associated,
              std::string_view plain, std::string& out) {
  thread_local const CipherContext context = new_cipher_context(1);
  bool ok = EVP_CipherInit_ex2(context.get(), nullptr, key.data(), nonce.data(), 1, nullptr) == 1;
  feed_associated(context.get(), associated);
  const size_t begin = out.size();
  out.resize(begin + plain.size() + kGcmTagSize);
  auto* const target = reinterpret_cast<uint8_t*>(out.data()) + begin;
  int size = 0;
  ok = ok && EVP_CipherUpdate(context.get(), target, &size, raw(plain), int_size(plain)) == 1 &&
       EVP_CipherFinal_ex(context.get(), target + plain.size(), &size) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagSize,
                           target + plain.size()) == 1;
  ENSURE(ok, "AES-256-GCM failed to seal");
}

std::optional<std::string> gcm_open(const Key256& key, const Nonce& nonce,
                                    std::string_view associated, std::string_view sealed) {
  if (sealed.size() < kGcmTagSize) return std::nullopt;
  thread_local const CipherContext context = new_cipher_context(0);
  const std::string_view cipher = sealed.substr(0, sealed.size() - kGcmTagSize);
  std::array<uint8_t, kGcmTagSize> tag;
  std::memcpy(tag.data(), sealed.data() + cipher.size(), tag.size());
  std::string plain(cipher.size(), '\0');
  auto* const target = reinterpret_cast<uint8_t*>(plain.data());
  bool ok = EVP_CipherInit_ex2(context.get(), nullptr, key.data(), nonce.data(), 0, nullptr) == 1;
  feed_associated(context.get(), associated);
  int size = 0;
  ok = ok && EVP_CipherUpdate(context.get(), target, &size, raw(cipher), int_size(cipher)) == 1;
  ok =
      ok && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, tag.data()) == 1;
  ENSURE(ok, "AES-256-GCM failed to open");
  std::array<uint8_t, 16> rest;
  if (EVP_CipherFinal_ex(context.get(), rest.data(), &size) == 1) return plain;
  OPENSSL_cleanse(plain.data(), plain.size());
  return std::nullopt;
}

void random_bytes(std::span<uint8_t> out) {
  const int ok = RAND_bytes(out.data(), static_cast<int>(out.size()));
  ENSURE(ok == 1, "the machine gives no randomness");
}

Nonce random_nonce() {
  // Nonces are no secret, so a pool of them may stand in memory; keys are never drawn from it.
  thread_local std::array<uint8_t, 96 * sizeof(Nonce)> pool;
  thread_local size_t used = pool.size();
  if (used == pool.size()) {
    random_bytes(pool);
    used = 0;
  }
  Nonce nonce;
  std::memcpy(nonce.data(), pool.data() + used, nonce.size());
  used += nonce.size();
  return nonce;
}

std::string random_id() {
  std::array<uint8_t, 16> bytes;
  random_bytes(bytes);
  return to_hex(as_text(bytes));
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<uint8_t> secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

}  // namespace dossier::engine
