// The policy file, and the gate that follows it.
#include "access/policy.h"

#include <doctest/doctest.h>

#include "auth/credentials.h"
#include "endpoint.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

std::vector<std::string_view> operations() {
  std::vector<std::string_view> names;
  for (const Endpoint& endpoint : all_endpoints()) names.push_back(endpoint.operation);
  return names;
}

Policy built_in() {
  auto policy = Policy::parse(Policy::built_in(), operations());
  REQUIRE_MESSAGE(policy.has_value(), to_string(policy ? Error{} : policy.error()));
  return std::move(*policy);
}

std::string engine_user() { return "\"" + os_user(Role::admin).id + "\""; }

}  // namespace

TEST_CASE(
    "policy: every operation that wants signing in is granted to somebody, by the file built in") {
  const Policy policy = built_in();
  for (const Endpoint& endpoint : all_endpoints()) {
    CAPTURE(endpoint.operation);
    CHECK_FALSE(endpoint.operation.empty());
    CHECK((endpoint.access == Access::open || !policy.holders(endpoint.operation).empty()));
  }
}

TEST_CASE("policy: a role sees no class that the file does not name for it") {
  const Policy policy = built_in();
  using render::FieldClass;
  using render::Shown;
  for (size_t c = 0; c < render::kFieldClasses; ++c)
    CHECK(policy.masks(Role::publisher).of(FieldClass(c)) == Shown::hidden);
  CHECK(policy.masks(Role::officer).of(FieldClass::phone) == Shown::full);
  CHECK(policy.masks(Role::auditor).of(FieldClass::phone) == Shown::masked);
  CHECK(policy.masks(Role::auditor).of(FieldClass::content) == Shown::hidden);
  for (size_t role = 0; role < kRoles; ++role)
    CHECK(policy.masks(Role(role)).of(FieldClass::national_number) != Shown::full);
}

TEST_CASE("policy: reach by branch and by assignment") {
  const Policy policy = built_in();
  const Belonging here{"kingston", {"A-7", "O-1", ""}};
  const auto person = [](Role role, std::string id, std::string branch) {
    return Principal{std::move(id), role, std::move(branch), {}};
  };
  CHECK(policy.reaches(person(Role::officer, "O-9", "kingston"), here));
  CHECK_FALSE(policy.reaches(person(Role::officer, "O-9", "mandeville"), here));
  CHECK(policy.reaches(person(Role::officer, "O-1", "mandeville"), here));
  CHECK_FALSE(policy.reaches(person(Role::officer, "", ""), Belonging{}));
  CHECK(policy.reaches(person(Role::agent, "A-7", ""), here));
  CHECK_FALSE(policy.reaches(person(Role::agent, "A-8", "kingston"), here));
  CHECK(policy.reaches(person(Role::auditor, "X", ""), here));
  CHECK_FALSE(policy.reaches(person(Role::publisher, "A-7", "kingston"), here));
}

TEST_CASE("policy: sources of publishers") {
  const Policy policy = built_in();
  Principal core{"core", Role::publisher, "", {}};
  CHECK(policy.may_use(core, "/core/payments"));
  CHECK(policy.may_use(core, "/crm"));
  CHECK_FALSE(policy.may_use(core, "/crm2"));
  CHECK_FALSE(policy.may_use(core, "dossier:ui/A-7"));
  Principal other{"other", Role::publisher, "", {"/other"}};
  CHECK(policy.may_use(other, "/other"));
  CHECK_FALSE(policy.may_use(other, "/core/payments"));
}

TEST_CASE("policy: a file with a fault is refused, and says where") {
  struct Case {
    const char* text;
    const char* where;
  };
  for (const Case& one : {Case{"[operations]\nreadCustomers = [\"officer\"]", "readCustomers"},
                          {"[operations]\nreadCustomer = [\"oficer\"]", "readCustomer"},
                          {"[operations]\nreadCustomer = \"officer\"", "readCustomer"},
                          {"[reach]\nofficer = \"some\"", "officer"},
                          {"[reach]\nboss = \"all\"", "boss"},
                          {"[fields]\nshoe_size = { full = [\"officer\"] }", "shoe_size"},
                          {"[fields]\nname = { some = [\"officer\"] }", "name"},
                          {"[groups]\nofficer = [\"agent\"]", "officer"},
                          {"[socket]\n\"*\" = \"king\"", "*"},
                          {"[grants]\nby = \"nobody\"", "grants.by"},
                          {"[extra]\n", "extra"},
                          {"[operations\n", "line 1"}}) {
    CAPTURE(one.text);
    const auto policy = Policy::parse(one.text, operations());
    REQUIRE_FALSE(policy.has_value());
    CHECK(policy.error().field == std::string("policy ") + one.where);
  }
}

TEST_CASE("gate: a publisher's event under a source of somebody else is refused, alone") {
  RouterFixture api;
  REQUIRE(api.router
              ->use_policy("[socket]\n\"*\" = \"publisher\"\n[operations]\n"
                           "publishEvents = [\"publisher\"]\n[sources]\n" +
                           engine_user() + " = [\"/crm\"]")
              .has_value());
  CHECK(api.publish(registered("r-1", "C-7")).status == 201);
  const Response foreign = api.publish(payment("p-1", "C-7"));
  CHECK(foreign.status == 403);
  CHECK(at(foreign.body, "/field") == "source");
  const Response batch =
      api.post("/api/events", "[" + registered("r-2", "C-7") + "," + payment("p-2", "C-7") + "]",
               "application/cloudevents-batch+json");
  CHECK(batch.status == 207);
  CHECK(at(batch.body, "/0/status") == "201");
  CHECK(at(batch.body, "/1/status") == "403");
}

TEST_CASE("gate: a role without the operation is told who holds it, and who can grant it") {
  RouterFixture api;
  REQUIRE(
      api.router->use_policy("[socket]\n\"*\" = \"officer\"\n[operations]\nreadUsage = [\"admin\"]")
          .has_value());
  const Response refused = api.get("/api/ops/usage");
  CHECK(refused.status == 403);
  CHECK(at(refused.body, "/detail") == "a role of admin may do this, not officer");
  CHECK(at(refused.body, "/remedy").find("admin who can grant it") != std::string::npos);
  CHECK(api.get("/livez").status == 200);
}

TEST_CASE("gate: a customer out of reach is not there, and the one within is") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  const std::string target = "/api/customers/C-7?min_position=" + at(written.body, "/position");
  REQUIRE(api.get(target).status == 200);
  constexpr std::string_view kNarrow =
      "[socket]\n\"*\" = \"officer\"\n[reach]\nofficer = \"branch\"\n"
      "[operations]\nreadCustomer = [\"officer\"]";
  REQUIRE(api.router->use_policy(kNarrow).has_value());
  const Response out = api.get(target);
  const Response absent = api.get("/api/customers/C-404");
  CHECK(out.status == 404);
  CHECK(at(out.body, "/detail") == at(absent.body, "/detail"));
  CHECK(api.get("/api/customer/C-7").status == 404);
}

TEST_CASE("gate: names are masked for whom the policy masks them, and the ETag differs") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  const std::string target = "/api/customer/C-7?min_position=" + at(written.body, "/position");
  const Response clear = api.get(target);
  CHECK(at(clear.body, "/profile/text/full_name") == "Ayanna Okafor");
  REQUIRE(api.router
              ->use_policy("[socket]\n\"*\" = \"data\"\n[reach]\ndata = \"all\"\n"
                           "[operations]\nreadCustomer = [\"data\"]\n"
                           "[fields]\nname = { masked = [\"data\"] }")
              .has_value());
  const Response masked = api.get(target);
  CHECK(at(masked.body, "/profile/text/full_name").find("Ayanna") == std::string::npos);
  CHECK(at(masked.body, "/profile/data/identity/cif_number") == "CIF-1");
}

}  // namespace dossier::api
