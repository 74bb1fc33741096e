#include "auth/credentials.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dossier/base/ids.h"

namespace dossier::api {
namespace {

// The one value of the session cookie; empty where it is absent, or stands twice.
std::string_view session_of(const Request& request) {
  std::string_view found;
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    for (std::string_view rest = value; !rest.empty();) {
      std::string_view pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (!pair.starts_with(kSessionCookie) || pair.substr(kSessionCookie.size(), 1) != "=")
        continue;
      if (!found.empty()) return {};
      found = pair.substr(kSessionCookie.size() + 1);
    }
  }
  return found;
}

Error not_from_here() {
  return {ErrorCode::refused, "the session is not taken for this request", "",
          "send it from the server's own page with Dossier-Request: 1, or send a bearer token"};
}

}  // namespace

bool is_same_origin(const Request& request) {
  const std::string_view origin = request.header("origin"), host = request.header("host");
  const size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && !host.empty() && origin.substr(scheme + 3) == host;
}

Result<std::string> credentials_of(const Request& request) {
  const auto given = std::ranges::count(request.headers, "authorization", &Header::first);
  if (given > 1) return fail(ErrorCode::refused, "Authorization stands twice", "", "send it once");
  if (given == 1) return std::string(request.header("authorization"));
  const std::string_view session = session_of(request);
  if (session.empty()) return std::string();
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool upgrades = !request.header("upgrade").empty();  // a socket stays open, and answers
  const bool own_page =
      is_same_origin(request) && (upgrades || request.header("dossier-request") == "1");
  if ((!reads || upgrades) && !own_page) return std::unexpected(not_from_here());
  return "Bearer " + std::string(session);
}

namespace {

std::string os_user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found)
    if (valid_id(found->pw_name)) return found->pw_name;
  return "uid-" + std::to_string(::geteuid());
}

}  // namespace

Principal os_user(Role role) {
  static const std::string kName = os_user_name();
  return {kName, role, "", {}};
}

}  // namespace dossier::api
