// Signing in on a laptop: `dossier serve --dev` is its own issuer, with a key in its folder and one
// person for each role. Never for a server that others reach. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dossier/api/auth.h"

struct evp_pkey_st;

namespace dossier::api {

struct DevPerson {
  std::string_view name;
  std::string_view does;  // in a few words, for the sign-in page
  Principal who;
};
// One for each role, in the order of Role. Officer, agent and manager are those of the example
// customer C-1042; the agent is C-1088's, too.
std::span<const DevPerson> dev_people();
const DevPerson& dev_person(Role role);

class DevIssuer {
 public:
  static constexpr int64_t kTtlS = 12 * 3600;

  // The key of the folder, var/dev-signing.key; `make`: made (mode 0600) where there is none.
  // Errors: not_found, refused (others may read it), corrupt, io.
  static Result<std::unique_ptr<DevIssuer>> open(const std::string& var, bool make);

  Issuer issuer() const;  // as an Authenticator takes it
  // Good from `now_s` for so many seconds.
  std::string token(const DevPerson& person, int64_t now_s, int64_t ttl_s = kTtlS) const;

 private:
  explicit DevIssuer(std::shared_ptr<evp_pkey_st> key);
  std::shared_ptr<evp_pkey_st> key_;
  std::string public_;  // base64url
  std::string kid_;     // RFC 7638 thumbprint
};

}  // namespace dossier::api
