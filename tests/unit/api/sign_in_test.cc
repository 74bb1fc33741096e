// Who may ask what at the router: openness, 401 and its words, sessions, the sign-in page.
#include <doctest/doctest.h>

#include <set>

#include "endpoint.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

Request network(const std::string& method, const std::string& target,
                std::vector<Header> headers = {}, std::string body = "") {
  headers.emplace_back("host", "localhost:8360");
  return {method, target, std::move(headers), std::move(body), Peer::tcp};
}

// "dossier_session=TOKEN", of a sign-in's answer.
std::string session_of(const Response& response) {
  const std::string cookie = header_of(response, "Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

const Header kForm = {"content-type", "application/x-www-form-urlencoded"};
const Header kOwn = {"origin", "http://localhost:8360"};

}  // namespace

TEST_CASE("sign-in: over the network only what is marked open answers without a token") {
  RouterFixture api;
  // A path is opened here by hand: none may become so by the way.
  const std::set<std::string_view> kOpen = {
      "/livez",           "/readyz", "/metrics",     "/sign-in",        "/openapi.json",
      "/problems/{code}", "/docs",   "/docs/{part}", "/schemas/{type}", "/sign-out"};
  std::set<std::string_view> open;
  for (const Endpoint& endpoint : all_endpoints()) {
    CAPTURE(endpoint.path);
    CAPTURE(endpoint.method);
    const int status =
        api.ask(network(std::string(endpoint.method), std::string(endpoint.path))).status;
    CHECK((status == 401) == (endpoint.access != Access::open));
    if (endpoint.access == Access::open) open.insert(endpoint.path);
  }
  CHECK(open == kOpen);
  for (const char* unknown : {"/", "/api", "/api/nothing", "/openapi", "/livez/x"}) {
    CAPTURE(unknown);
    CHECK(api.ask(network("GET", unknown)).status == 401);
    CHECK(api.ask(network("GET", unknown, {{"authorization", bearer()}})).status == 404);
  }
  CHECK(api.ask(network("DELETE", "/api/customers/C-1")).status == 401);
  CHECK(api.ask(network("DELETE", "/api/customers/C-1", {{"authorization", bearer()}})).status ==
        405);
}

TEST_CASE("sign-in: 401 says how to sign in, and of a bad token no more than that") {
  RouterFixture api;
  const Response none = api.ask(network("GET", "/api/customers/C-1"));
  CHECK(none.status == 401);
  CHECK(at(none.body, "/type") == "/problems/unauthenticated");
  CHECK(header_of(none, "WWW-Authenticate") == R"(Bearer realm="dossier")");
  CHECK_FALSE(at(none.body, "/remedy").empty());
  for (const std::string& bad :
       {bearer() + "x", std::string("Bearer x.y.z"), std::string("Basic eA==")}) {
    const Response answer = api.ask(network("GET", "/api/customers/C-1", {{"authorization", bad}}));
    CHECK(answer.status == 401);
    CHECK(header_of(answer, "WWW-Authenticate") ==
          R"(Bearer realm="dossier", error="invalid_token", )"
          R"(error_description="the token is not accepted")");
    CHECK(at(answer.body, "/detail") == "the token is not accepted");
  }
  const Response old =
      api.ask(network("GET", "/api/customers/C-1",
                      {{"authorization",
                        "Bearer " + test_issuer().token(dev_person(Role::agent), 1'000'000, 60)}}));
  CHECK(at(old.body, "/detail") == "the token has expired");
  CHECK(api.get("/problems/unauthenticated").status == 200);
}

TEST_CASE("sign-in: a server without issuers says so to whoever asks") {
  RouterFixture api;
  auto nobody = Authenticator::open({});
  REQUIRE(nobody.has_value());
  RouterOptions options;
  options.var = api.folder.path();
  for (Authenticator* authenticator : {nobody->get(), static_cast<Authenticator*>(nullptr)}) {
    options.authenticator = authenticator;
    Router router(*api.engine, options);
    Response answer;
    router.handle(network("GET", "/api/portfolio"), [&](Response r) { answer = std::move(r); });
    CHECK(answer.status == 401);
    CHECK(at(answer.body, "/remedy").find("--issuers") != std::string::npos);
    router.handle(network("GET", "/sign-in"), [&](Response r) { answer = std::move(r); });
    CHECK(answer.status == 404);
    router.handle(network("POST", "/sign-in", {kForm}, "role=admin"),
                  [&](Response r) { answer = std::move(r); });
    CHECK(answer.status == 404);
    router.handle(network("POST", "/sign-out", {kOwn}), [&](Response r) { answer = std::move(r); });
    CHECK(answer.status == 404);
    router.handle(network("GET", "/livez"), [&](Response r) { answer = std::move(r); });
    CHECK(answer.status == 200);
  }
}

TEST_CASE("sign-in: the page names a person for each role and needs nothing from elsewhere") {
  RouterFixture api;
  const Response page = api.ask(network("GET", "/sign-in?next=/c/C-1042%3Fq%3D%22a%22"));
  REQUIRE(page.status == 200);
  CHECK(page.content_type == "text/html; charset=utf-8");
  for (const DevPerson& person : dev_people())
    CHECK(page.body.find("value=\"" + person.who.id + "\"") != std::string::npos);
  CHECK(page.body.find("value=\"/c/C-1042?q=&quot;a&quot;\"") != std::string::npos);
  CHECK(page.body.find("://") == std::string::npos);
  CHECK(page.body.find("<script") == std::string::npos);
  CHECK(page.body.find("/sign-out") == std::string::npos);
  // With no-referrer a browser sends `Origin: null` with the page's own form, which is refused.
  CHECK(header_of(page, "Referrer-Policy") == "same-origin");
  CHECK(header_of(page, "Content-Security-Policy").find("default-src 'none'") != std::string::npos);
  for (const char* elsewhere : {"//evil.example", "https://evil.example", "/%5Cevil.example", "x"})
    CHECK(api.ask(network("GET", std::string("/sign-in?next=") + elsewhere))
              .body.find("type=\"hidden\"") == std::string::npos);
}

TEST_CASE("sign-in: a choice gives a token, and a session that pages can not read") {
  RouterFixture api;
  const Response json = api.ask(
      network("POST", "/sign-in", {{"content-type", "application/json"}}, R"({"person":"OF-12"})"));
  REQUIRE(json.status == 200);
  CHECK(at(json.body, "/role") == "officer");
  CHECK(at(json.body, "/branch") == "BR-NK");
  const std::string cookie = header_of(json, "Set-Cookie");
  CHECK(cookie.starts_with("dossier_session=" + at(json.body, "/token") + ";"));
  CHECK(cookie.find("HttpOnly") != std::string::npos);
  CHECK(cookie.find("SameSite=Strict") != std::string::npos);
  CHECK(api.ask(network("GET", "/api/portfolio",
                        {{"authorization", "Bearer " + at(json.body, "/token")}}))
            .status == 200);
  const Response form =
      api.ask(network("POST", "/sign-in", {kForm, kOwn}, "person=AU-01&next=%2Fc%2FC-1"));
  CHECK(form.status == 303);
  CHECK(header_of(form, "Location") == "/c/C-1");
  const Response page = api.ask(network("POST", "/sign-in", {kForm}, "role=auditor"));
  CHECK(page.status == 200);
  CHECK(page.body.find(session_of(page).substr(16)) != std::string::npos);
  const Response away =
      api.ask(network("POST", "/sign-in", {kForm}, "role=auditor&next=%2F%2Fevil.example"));
  CHECK(away.status == 200);
  for (const char* nobody : {"", "role=boss", "person=X", "person=OF-12&role=admin&person=X"})
    CHECK(api.ask(network("POST", "/sign-in", {kForm}, nobody)).status == 400);
  CHECK(
      api.ask(network("POST", "/sign-in", {kForm, {"origin", "http://evil.example"}}, "role=admin"))
          .status == 403);
  CHECK(api.ask(network("POST", "/sign-in", {kForm, {"origin", "null"}}, "role=admin")).status ==
        403);
}

TEST_CASE("sign-in: a session reads; it writes for the server's own page alone") {
  RouterFixture api;
  const Header session = {"cookie",
                          session_of(api.ask(network("POST", "/sign-in", {kForm}, "role=admin")))};
  CHECK(api.ask(network("GET", "/api/portfolio", {session})).status == 200);
  CHECK(api.ask(network("HEAD", "/api/portfolio", {session})).status == 200);
  const Header type = {"content-type", "application/cloudevents+json"};
  const Header marked = {"dossier-request", "1"};
  CHECK(api.ask(network("POST", "/api/events", {session, type}, payment("e"))).status == 401);
  CHECK(api.ask(network("POST", "/api/events", {session, type, kOwn}, payment("e"))).status == 401);
  CHECK(api.ask(network("POST", "/api/events", {session, type, marked}, payment("e"))).status ==
        401);
  CHECK(api.ask(network("POST", "/api/events",
                        {session, type, marked, {"origin", "http://localhost:3000"}}, payment("e")))
            .status == 401);
  CHECK(api.records() == 0);
  CHECK(
      api.ask(network("POST", "/api/events", {session, type, marked, kOwn}, payment("e"))).status ==
      201);
  CHECK(api.ask(network("GET", "/api/portfolio", {{"cookie", session.second + "x"}})).status ==
        401);
}

TEST_CASE("sign-in: who is signed in may sign out, on the server's own page") {
  RouterFixture api;
  const Header session = {
      "cookie", session_of(api.ask(network("POST", "/sign-in", {kForm}, "role=auditor")))};
  const Response page = api.ask(network("GET", "/sign-in", {session}));
  CHECK(page.body.find("You are Denise Palmer (<code>AU-01</code>)") != std::string::npos);
  CHECK(page.body.find("action=\"/sign-out\"") != std::string::npos);
  CHECK(api.ask(network("GET", "/sign-in", {{"cookie", session.second + "x"}}))
            .body.find("/sign-out") == std::string::npos);
  const std::vector<std::vector<Header>> kElsewhere = {
      {session},
      {session, {"origin", "null"}},
      {session, {"origin", "http://evil.example"}},
      {session, {"origin", "http://localhost:3000"}}};
  for (const auto& headers : kElsewhere) {
    const Response refused = api.ask(network("POST", "/sign-out", headers));
    CHECK(refused.status == 403);
    CHECK(header_of(refused, "Set-Cookie") == "<absent>");
  }
  const Response out = api.ask(network("POST", "/sign-out", {session, kOwn}));
  CHECK(out.status == 200);
  CHECK(out.body.find("/sign-out") == std::string::npos);
  CHECK(header_of(out, "Set-Cookie") ==
        "dossier_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
  CHECK(api.ask(network("GET", "/api/portfolio", {{"cookie", session_of(out)}})).status == 401);
}

TEST_CASE("sign-in: those who work with the first example customer reach it") {
  RouterFixture api;
  const std::string path = "/api/customers/" + publish_persona(api);
  for (const Role role : {Role::officer, Role::agent, Role::supervisor, Role::manager})
    CHECK_MESSAGE(api.get_as(role, path).status == 200, name_of(role));
}

TEST_CASE("sign-in: commands need none, over the Unix socket or in the process") {
  RouterFixture api;
  CHECK(api.get("/api/portfolio", Peer::unix_socket).status == 200);
  CHECK(api.get("/api/portfolio", Peer::in_process).status == 200);
}

}  // namespace dossier::api
