#include "dossier/events/derive.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support.h"

namespace dossier::events {
namespace {

DeriveOptions plain_tokens() {
  return {.token = [](std::string_view owner, std::string_view value)
              -> Result<std::optional<std::string>> { return fmt::format("{}|{}", owner, value); },
          .country_code = "1"};
}

}  // namespace

TEST_CASE("derive: a birth date leaves its year") {
  Tree tree = data_of("dossier.customer.registered.v1",
                      R"({"customer_type":"individual","date_of_birth":"1987-12-31"})");
  REQUIRE(derive(tree, plain_tokens()));
  CHECK(tree.root().find("birth_year")->number() == 1987);
}

TEST_CASE("derive: a token is of the owner and the normalised value") {
  Tree tree =
      data_of("dossier.loan.guarantor_added.v1",
              R"({"loan_id":"L","guarantor":{"person_id":"G-1","phone":"(876) 555-0100"}})");
  REQUIRE(derive(tree, plain_tokens()));
  CHECK(tree.root().find("guarantor")->table().find("phone_token")->text() ==
        "person/G-1|+18765550100");
  Tree contact = data_of("dossier.customer.contact_point_added.v1",
                         R"({"contact_id":"c","kind":"email","value":" Ann@Example.COM"})");
  REQUIRE(derive(contact, plain_tokens()));
  CHECK(contact.root().find("token")->text() == "|ann@example.com");
}

TEST_CASE("derive: no token where the owner's key is destroyed, an error where the vault is away") {
  const std::string_view data =
      R"({"contact_id":"c","kind":"mobile_phone","value":"+18765550100"})";
  Tree tree = data_of("dossier.customer.contact_point_added.v1", data);
  REQUIRE(derive(
      tree, {.token = [](auto, auto) -> Result<std::optional<std::string>> { return std::nullopt; },
             .country_code = {}}));
  CHECK(tree.root().find("token") == nullptr);
  const auto away = derive(tree, {.token = [](auto, auto) -> Result<std::optional<std::string>> {
                                    return fail(ErrorCode::unavailable, "the vault is away");
                                  },
                                  .country_code = {}});
  CHECK(away.error().code == ErrorCode::unavailable);
}

TEST_CASE("normalised: the same number however it is written") {
  struct Row {
    std::string_view value, country, expected;
  };
  for (const Row& row : std::initializer_list<Row>{{"+1 (876) 555-0100", "84", "+18765550100"},
                                                   {"876.555.0100", "1", "+18765550100"},
                                                   {"1 876 555 0100", "1", "+18765550100"},
                                                   {"0018765550100", "1", "+18765550100"},
                                                   {"0912 345 678", "84", "+84912345678"},
                                                   {"+84912345678", "", "+84912345678"},
                                                   {"0912345678", "", "+0912345678"},
                                                   {" Bob@X.Org ", "1", "bob@x.org"}}) {
    CAPTURE(row.value);
    CHECK(normalized_contact(row.value, row.country) == row.expected);
  }
  for (const std::string_view none :
       {"", "12", "call me", "+1 876 CALL NOW", "12345678901234567"}) {
    CAPTURE(none);
    CHECK_FALSE(normalized_contact(none, ""));
  }
}

}  // namespace dossier::events
