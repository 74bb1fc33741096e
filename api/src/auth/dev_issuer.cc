#include "dossier/api/dev_issuer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "dossier/base/json.h"
#include "dossier/engine/crypto.h"

namespace dossier::api {
namespace {

constexpr std::string_view kUrl = "urn:dossier:dev";
constexpr std::string_view kAudience = "dossier";

using Seed = std::array<uint8_t, 32>;

std::unexpected<Error> io_error(const std::string& path, std::string_view action) {
  return fail(ErrorCode::io, fmt::format("can not {} {}: {}", action, path, std::strerror(errno)),
              "", "check the folder and who may use it");
}

// As 64 hex digits. The file appears whole or not at all.
Status write_seed(const std::string& path, const Seed& seed) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const std::string draft = path + ".new";
  ::unlink(draft.c_str());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return io_error(draft, "make");
  std::string text = to_hex(engine::as_text(seed)) + "\n";
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  engine::wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()});
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (!written || !synced) return io_error(draft, "write");
  // Not over a key that another process made meanwhile.
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  ::unlink(draft.c_str());
  if (!linked) return io_error(path, "make");
  return {};
}

Result<Seed> read_seed(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT)
    return fail(ErrorCode::not_found, "there is no key in " + path, "",
                "start `dossier serve --dev` once on this folder");
  if (file < 0) return io_error(path, "open");
  struct stat about{};
  std::array<char, 80> text{};
  const bool known = ::fstat(file, &about) == 0;
  const ssize_t size = ::read(file, text.data(), text.size());
  ::close(file);
  if (!known || size < 0) return io_error(path, "read");
  if ((about.st_mode & 077) != 0)
    return fail(ErrorCode::refused, "others may read the key in " + path, "", "chmod 600 " + path);
  const std::string_view line(text.data(), static_cast<size_t>(size));
  const auto bytes = from_hex(line.substr(0, line.find('\n')));
  engine::wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()});
  Seed seed{};
  if (!bytes || bytes->size() != seed.size())
    return fail(ErrorCode::corrupt, path + " is not 64 hex digits", "",
                "remove it: the next `dossier serve --dev` makes another");
  std::memcpy(seed.data(), bytes->data(), seed.size());
  return seed;
}

std::string public_part(EVP_PKEY* key) {
  std::array<uint8_t, 32> bytes{};
  size_t size = bytes.size();
  ENSURE(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1, "no public key of Ed25519");
  return base64url(engine::as_text(bytes));
}

std::string sign(EVP_PKEY* key, const std::string& text) {
  std::array<uint8_t, 64> signature{};
  size_t size = signature.size();
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool done = context && EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key) == 1 &&
                    EVP_DigestSign(context, signature.data(), &size,
                                   reinterpret_cast<const uint8_t*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  ENSURE(done, "Ed25519 does not sign");
  return base64url(engine::as_text(signature));
}

// Members in the order of their names, without spaces: what RFC 7638 takes the digest of.
std::string thumbprint(const std::string& x) {
  const std::string members = fmt::format(R"({{"crv":"Ed25519","kty":"OKP","x":"{}"}})", x);
  return base64url(engine::as_text(engine::sha256(members)));
}

}  // namespace

std::span<const DevPerson> dev_people() {
  static const std::array<DevPerson, kRoles> kPeople = {{
      {"Shanique Morrison", "loan officer, New Kingston", {"OF-12", Role::officer, "BR-NK", {}}},
      {"Kerry-Ann Bailey", "collection agent, New Kingston", {"AG-03", Role::agent, "BR-NK", {}}},
      {"Marcia Reid",
       "supervisor of agents, New Kingston",
       {"SV-01", Role::supervisor, "BR-NK", {}}},
      {"Patricia Hylton-Grant",
       "branch manager, New Kingston",
       {"MG-01", Role::manager, "BR-NK", {}}},
      {"Horace Lyn", "compliance", {"CO-01", Role::compliance, "", {}}},
      {"Denise Palmer", "auditor", {"AU-01", Role::auditor, "", {}}},
      {"Kirk Bennett", "administrator", {"AD-01", Role::admin, "", {}}},
      {"Yanique Foster", "data team", {"DA-01", Role::data, "", {}}},
      {"Core banking",
       "a system that publishes events",
       {"core-banking",
        Role::publisher,
        "",
        {"/crm", "/crm/customers", "/crm/notes", "/core/loans", "/core/origination",
         "/core/payments"}}},
  }};
  return kPeople;
}

const DevPerson& dev_person(Role role) { return dev_people()[static_cast<size_t>(role)]; }

DevIssuer::DevIssuer(std::shared_ptr<EVP_PKEY> key)
    : key_(std::move(key)), public_(public_part(key_.get())), kid_(thumbprint(public_)) {}

Result<std::unique_ptr<DevIssuer>> DevIssuer::open(const std::string& var, bool make) {
  const std::string path = var + "/dev-signing.key";
  auto seed = read_seed(path);
  if (!seed && seed.error().code == ErrorCode::not_found && make) {
    Seed fresh{};
    engine::random_bytes(fresh);
    DOSSIER_TRY(write_seed(path, fresh));
    engine::wipe(fresh);
    seed = read_seed(path);
  }
  if (!seed) return std::unexpected(seed.error());
  EVP_PKEY* const key =
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed->data(), seed->size());
  engine::wipe(*seed);
  ENSURE(key != nullptr, "OpenSSL has no Ed25519");
  return std::unique_ptr<DevIssuer>(new DevIssuer(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free)));
}

Issuer DevIssuer::issuer() const {
  Issuer issuer;
  issuer.url = kUrl;
  issuer.audience = kAudience;
  issuer.algorithms = {"EdDSA"};
  issuer.jwks = fmt::format(
      R"({{"keys":[{{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"{}","x":"{}"}}]}})",
      kid_, public_);
  return issuer;
}

std::string DevIssuer::token(const DevPerson& person, int64_t now_s, int64_t ttl_s) const {
  const Issuer names;
  JsonWriter claims;
  claims.begin_object().member("iss", kUrl).member("aud", kAudience);
  claims.member("sub", person.who.id).member("iat", now_s).member("exp", now_s + ttl_s);
  claims.member(names.role_claim, name_of(person.who.role));
  if (!person.who.branch.empty()) claims.member(names.branch_claim, person.who.branch);
  if (!person.who.sources.empty()) {
    claims.key(names.sources_claim).begin_array();
    for (const std::string& source : person.who.sources) claims.text(source);
    claims.end_array();
  }
  claims.end_object();
  const std::string header = fmt::format(R"({{"alg":"EdDSA","typ":"JWT","kid":"{}"}})", kid_);
  const std::string text = base64url(header) + "." + base64url(claims.str());
  return text + "." + sign(key_.get(), text);
}

}  // namespace dossier::api
