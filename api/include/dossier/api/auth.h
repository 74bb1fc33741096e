// Who asks over the network: tokens (JWT) of the issuers that are configured. Keys are fetched on
// threads of its own, so that no caller ever waits. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"

namespace dossier::api {

// Someone whose tokens are taken. docs/http.md, "Signing in".
struct Issuer {
  std::string url;       // `iss`, byte for byte
  std::string audience;  // has to stand in `aud`
  std::vector<std::string> algorithms = {"RS256", "ES256", "EdDSA"};
  // Where its keys are: at most one of these; none: found by OIDC discovery.
  std::string jwks;       // the key set itself
  std::string jwks_file;  // read again as an address is
  std::string jwks_uri;
  // Names of claims; with / before it, a JSON Pointer: /realm_access/roles.
  std::string role_claim = "dossier_role";
  std::string branch_claim = "dossier_branch";
  std::string sources_claim = "dossier_sources";

  bool operator==(const Issuer&) const = default;
};

struct AuthOptions {
  std::string issuers_file{};     // TOML, [[issuer]] for each; empty: none
  std::vector<Issuer> issuers{};  // beside those of the file
  // For tests. Empty: the machine's clock, in milliseconds since 1970; HTTP.
  std::function<int64_t()> now_ms{};
  std::function<Result<std::string>(const std::string& url)> fetch{};
};

class Authenticator {
 public:
  using Done = std::function<void(Result<Principal>)>;

  // Errors: those of the issuers' file (invalid, not_found, io), of a key file that it names.
  static Result<std::unique_ptr<Authenticator>> open(AuthOptions options);
  ~Authenticator();  // as stop()

  // Of a header "Bearer TOKEN". `done` is called once: at once as a rule, else when keys have been
  // fetched, from another thread. Errors: refused, with words for the sender ("the token has
  // expired", "the token is not accepted"); unavailable, where the issuer's keys can not be had.
  void authenticate(std::string_view authorization_header, Done done);

  // Reads the issuers' file again, and all keys; those from the network stay until newer ones are
  // there. Errors: as open(); then all stays as it was.
  Status reload();
  size_t issuers() const;
  size_t issuers_away() const;  // whose keys could not be had the last time

  // Answers what waits, and fetches no more.
  void stop();

 private:
  struct Impl;
  explicit Authenticator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::api
