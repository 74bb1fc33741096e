// What of a request counts as credentials, and that no page of another site can make a browser
// send any that do.
#include "auth/credentials.h"

#include <doctest/doctest.h>

namespace dossier::api {
namespace {

Request request(const std::string& method, std::vector<Header> headers) {
  headers.emplace_back("host", "localhost:8360");
  return {method, "/api/customers", std::move(headers), {}, Peer::tcp};
}

const Header kCookie = {"cookie", "a=b; dossier_session=TOKEN; c=d"};
const Header kOwn = {"origin", "http://localhost:8360"};
const Header kMarked = {"dossier-request", "1"};

// The credentials; "refused" or "none".
std::string of(const Request& request) {
  const auto found = credentials_of(request);
  return !found ? "refused" : found->empty() ? "none" : *found;
}

}  // namespace

TEST_CASE("credentials: the header goes before the cookie, and stands once") {
  CHECK(of(request("GET", {{"authorization", "Bearer X"}})) == "Bearer X");
  CHECK(of(request("POST", {{"authorization", "Bearer X"}, kCookie})) == "Bearer X");
  CHECK(of(request("GET", {{"authorization", "Bearer X"}, {"authorization", "Bearer Y"}})) ==
        "refused");
  CHECK(of(request("GET", {})) == "none");
}

TEST_CASE("credentials: the session cookie reads") {
  CHECK(of(request("GET", {kCookie})) == "Bearer TOKEN");
  CHECK(of(request("HEAD", {kCookie})) == "Bearer TOKEN");
  CHECK(of(request("GET", {{"cookie", "dossier_session=TOKEN"}})) == "Bearer TOKEN");
  for (const char* none : {"", "xdossier_session=TOKEN", "dossier_session", "dossier_sessions=T",
                           "Dossier_Session=T", "dossier_session=A; dossier_session=B"})
    CHECK(of(request("GET", {{"cookie", none}})) == "none");
  CHECK(of(request("GET", {{"cookie", "dossier_session=A"}, {"cookie", "dossier_session=B"}})) ==
        "none");
}

TEST_CASE("credentials: the session cookie writes for the server's own page alone") {
  CHECK(of(request("POST", {kCookie, kOwn, kMarked})) == "Bearer TOKEN");
  for (const auto& headers : std::vector<std::vector<Header>>{
           {kCookie},
           {kCookie, kOwn},
           {kCookie, kMarked},
           {kCookie, kOwn, {"dossier-request", "0"}},
           {kCookie, {"origin", "http://evil.example"}, kMarked},
           {kCookie, {"origin", "http://localhost:3000"}, kMarked},
           {kCookie, {"origin", "http://127.0.0.1:8360"}, kMarked},
           {kCookie, {"origin", "null"}, kMarked},
           {kCookie, {"origin", "localhost:8360"}, kMarked},
       }) {
    CHECK(of(request("POST", headers)) == "refused");
    CHECK(of(request("DELETE", headers)) == "refused");
  }
}

TEST_CASE("credentials: a socket is opened by the session for the server's own page alone") {
  const Header upgrade = {"upgrade", "websocket"};
  CHECK(of(request("GET", {kCookie, upgrade, kOwn})) == "Bearer TOKEN");
  CHECK(of(request("GET", {kCookie, upgrade})) == "refused");
  CHECK(of(request("GET", {kCookie, upgrade, {"origin", "http://localhost:3000"}})) == "refused");
}

TEST_CASE("credentials: this process's user has a name, and the role that is given") {
  const Principal who = os_user(Role::auditor);
  CHECK_FALSE(who.id.empty());
  CHECK(who.role == Role::auditor);
}

}  // namespace dossier::api
