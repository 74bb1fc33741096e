// Targets taken apart, and conditional headers.
#include "query.h"

#include <doctest/doctest.h>

#include "endpoint.h"
#include "reading.h"

namespace dossier::api {

TEST_CASE("query: path and parameters are decoded, in order") {
  const auto target = parse_target("/api/c%C3%A9/x?a=1+2&b=%2B&flag&&c=a=b");
  REQUIRE(target.has_value());
  CHECK(target->segments == std::vector<std::string>{"api", "cé", "x"});
  CHECK(target->find("a") == "1 2");
  CHECK(target->find("b") == "+");
  CHECK(target->find("flag") == "");
  CHECK(target->find("c") == "a=b");
  CHECK_FALSE(target->has("d"));
  CHECK(parse_target("/")->segments.empty());
}

TEST_CASE("query: what is no sound target is refused, and its words are not repeated") {
  std::string many = "/?";
  for (int i = 0; i < 40; ++i) many += "p" + std::to_string(i) + "=1&";
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string("http://a/b"), std::string("/a#b"),
        std::string("/%"), std::string("/%4"), std::string("/%zz"), std::string("/a%2Fb"),
        std::string("/a%00"), std::string("/?secret=1&secret=2"), std::string("/?a=%0A"), many,
        "/" + std::string(5000, 'a')}) {
    const auto target = parse_target(bad);
    REQUIRE_FALSE(target.has_value());
    CHECK(target.error().code == ErrorCode::invalid);
    CHECK(to_string(target.error()).find("secret") == std::string::npos);
  }
}

namespace {

using Kind = Parameter::Kind;

const std::vector<Parameter> kDeclared = {
    {.name = "n", .summary = "", .kind = Kind::number, .least = 1, .most = 20, .fallback = 5},
    {.name = "lang", .summary = "", .kind = Kind::choice, .choices = "en vi"},
    {.name = "date", .summary = "", .kind = Kind::date},
    {.name = "all", .summary = "", .kind = Kind::flag},
    {.name = "text", .summary = "", .least = 1, .most = 3}};

}  // namespace

TEST_CASE("query: what is as declared, and nothing else") {
  struct Case {
    const char* query;
    const char* field;  // of the fault; null: none
  };
  for (const Case& one : {Case{"", nullptr},
                          {"n=1&lang=vi&date=2026-02-28&all&text=abc", nullptr},
                          {"n=20", nullptr},
                          {"all=true", nullptr},
                          {"n=0", "n"},
                          {"n=21", "n"},
                          {"n=2a", "n"},
                          {"n=", "n"},
                          {"n=99999999999999999999", "n"},
                          {"lang=e", "lang"},
                          {"lang=en+vi", "lang"},
                          {"lang=", "lang"},
                          {"date=2026-02-30", "date"},
                          {"all=1", "all"},
                          {"text=", "text"},
                          {"text=abcd", "text"},
                          {"lan=en", ""},
                          {"=en", ""}}) {
    CAPTURE(one.query);
    const Status status = check_query(*parse_target(std::string("/?") + one.query), kDeclared);
    CHECK(status.has_value() == (one.field == nullptr));
    if (!status && one.field != nullptr) CHECK(status.error().field == one.field);
  }
  auto required = kDeclared;
  required[0].required = true;
  CHECK_FALSE(check_query(*parse_target("/"), required).has_value());
}

TEST_CASE("etag: If-None-Match is a list, weak or not, or a star") {
  CHECK(matches("W/\"a\"", "W/\"a\""));
  CHECK(matches("\"a\"", "W/\"a\""));
  CHECK(matches("\"b\" , W/\"a\"", "W/\"a\""));
  CHECK(matches("*", "W/\"a\""));
  CHECK_FALSE(matches("", "W/\"a\""));
  CHECK_FALSE(matches("\"b\"", "W/\"a\""));
}

}  // namespace dossier::api
