// GET and POST /sign-in: choose a person, get a token and a session; POST /sign-out ends it. Only
// where the server is its own issuer (`serve --dev`).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "auth/credentials.h"
#include "auth/sign_in_page.h"
#include "body.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

using Fields = std::map<std::string, std::string>;

// Referrers go to this server alone; with none at all, browsers would send `Origin: null` with the
// page's forms.
Response html(std::string body) {
  return {200,
          "text/html; charset=utf-8",
          {{"Cache-Control", "no-store"},
           {"Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"},
           {"Referrer-Policy", "same-origin"}},
          std::move(body),
          {}};
}

Error no_dev() {
  return {ErrorCode::not_found, "this server does not sign people in itself", "",
          "get a token from your identity provider and send it as Authorization: Bearer"};
}

// A path of this server; what a browser could take for another site is none.
bool is_own_path(std::string_view next) {
  return next.starts_with('/') && !next.starts_with("//") &&
         next.find('\\') == std::string_view::npos &&
         std::ranges::all_of(next, [](char c) { return c > 0x20 && c < 0x7F; });
}

Result<Fields> fields_of(const Request& request) {
  constexpr std::array<std::string_view, 3> kNames = {"person", "role", "next"};
  if (request.header("content-type").starts_with("application/json"))
    return body_texts(request.body, kNames);
  DOSSIER_ASSIGN(const Target form, parse_target("/?" + request.body));
  return Fields(form.query.begin(), form.query.end());
}

const DevPerson* chosen(const Fields& fields) {
  for (const DevPerson& person : dev_people()) {
    const auto id = fields.find("person"), role = fields.find("role");
    if (id != fields.end() ? id->second == person.who.id
                           : role != fields.end() && role->second == name_of(person.who.role))
      return &person;
  }
  return nullptr;
}

void show(const CallPtr& call) {
  const RouterOptions& options = call->services.options;
  if (options.dev == nullptr) return call->fault(no_dev());
  const auto answer = [call](const Principal* who) {
    const std::string_view next = call->target.find("next").value_or("");
    call->answer(html(sign_in_page(is_own_path(next) ? next : "", who)));
  };
  const auto credentials = credentials_of(call->request);
  if (!credentials || credentials->empty() || options.authenticator == nullptr)
    return answer(nullptr);
  options.authenticator->authenticate(
      *credentials, [answer](Result<Principal> who) { answer(who ? &*who : nullptr); });
}

std::string session_cookie(std::string_view token, int64_t ttl_s) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict", kSessionCookie, token,
                     ttl_s);
}

Response answer_of(const Request& request, const Fields& fields, const DevPerson& person,
                   const std::string& token, int64_t until_s) {
  if (request.header("content-type").starts_with("application/json")) {
    JsonWriter out;
    out.begin_object().member("id", person.who.id).member("role", name_of(person.who.role));
    if (!person.who.branch.empty()) out.member("branch", person.who.branch);
    out.member("token", token).member("expires_at", to_string(Instant{until_s * 1'000'000}));
    out.end_object();
    return {200, "application/json", {{"Cache-Control", "no-store"}}, out.take() + "\n", {}};
  }
  const auto next = fields.find("next");
  if (next == fields.end() || !is_own_path(next->second))
    return html(signed_in_page(person, token));
  return {303, "text/plain", {{"Location", next->second}, {"Cache-Control", "no-store"}}, "", {}};
}

void sign_in(const CallPtr& call) {
  const DevIssuer* const dev = call->services.options.dev;
  if (dev == nullptr) return call->fault(no_dev());
  // Else a page of another site could make its reader someone here.
  if (!call->request.header("origin").empty() && !is_same_origin(call->request))
    return call->fault({ErrorCode::refused, "a page of another site may not sign in here", "",
                        "open /sign-in on this server"});
  const auto fields = fields_of(call->request);
  if (!fields) return call->fault(fields.error());
  const DevPerson* const person = chosen(*fields);
  if (person == nullptr)
    return call->fault({ErrorCode::invalid, "names nobody of this server", "person",
                        "send a person or a role as GET /sign-in shows them"});
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  const std::string token = dev->token(*person, now_s);
  auto response = answer_of(call->request, *fields, *person, token, now_s + DevIssuer::kTtlS);
  response.headers.emplace_back("Set-Cookie", session_cookie(token, DevIssuer::kTtlS));
  call->answer(std::move(response));
}

// For browsers alone: they say with each POST which page it comes from. The page's form can not
// send more than that.
void sign_out(const CallPtr& call) {
  if (call->services.options.dev == nullptr) return call->fault(no_dev());
  if (!is_same_origin(call->request))
    return call->fault({ErrorCode::refused, "only a page of this server may sign out here", "",
                        "open /sign-in on this server; without a cookie, forget the token"});
  auto response = html(sign_in_page("", nullptr));
  response.headers.emplace_back("Set-Cookie", session_cookie("", 0));
  call->answer(std::move(response));
}

std::string sign_in_schema() { return object_schema("person string?, role string?, next string?"); }
std::string signed_in_schema() {
  return object_schema(
      "id string, role string, branch string?, token string, expires_at date-time");
}

}  // namespace

std::vector<Endpoint> sign_in_endpoints() {
  return {{.method = "GET",
           .path = "/sign-in",
           .operation = "readSignIn",
           .summary = "With `serve --dev`: a page to choose who one is",
           .query = {{.name = "next", .summary = "Path of this server to go on to."}},
           .answers = {{200, "A page", "text/html"}},
           .access = Access::open,
           .handle = show},
          {.method = "POST",
           .path = "/sign-in",
           .operation = "signIn",
           .summary = "With `serve --dev`: a token of that person or role",
           .bodies = {{"application/json", {"SignIn", sign_in_schema}},
                      {"application/x-www-form-urlencoded", {"SignIn", sign_in_schema}}},
           .answers = {{200, "A token", "application/json", Schema{"SignedIn", signed_in_schema}},
                       {303, "Signed in by cookie", "text/plain"}},
           .access = Access::open,
           .handle = sign_in},
          {.method = "POST",
           .path = "/sign-out",
           .operation = "signOut",
           .summary = "With `serve --dev`: ends the session of this browser",
           .answers = {{200, "The cookie is gone: the page to sign in again", "text/html"}},
           .access = Access::open,
           .handle = sign_out}};
}

}  // namespace dossier::api
