// Targets taken apart, and conditional headers.
#include "query.h"

#include <doctest/doctest.h>

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

TEST_CASE("query: numbers within their bounds") {
  const auto target = parse_target("/?n=20&x=2a&big=99999999999999999999&neg=-1");
  CHECK(query_number(*target, "n", 1, 20, 5) == 20);
  CHECK(query_number(*target, "none", 1, 20, 5) == 5);
  CHECK_FALSE(query_number(*target, "n", 1, 19, 5).has_value());
  CHECK_FALSE(query_number(*target, "x", 1, 19, 5).has_value());
  CHECK_FALSE(query_number(*target, "big", 1, 19, 5).has_value());
  CHECK_FALSE(query_number(*target, "neg", 0, 19, 5).has_value());
}

TEST_CASE("query: only known parameters, by their whole names") {
  CHECK(check_query(*parse_target("/?lang=en"), "lang limit").has_value());
  CHECK_FALSE(check_query(*parse_target("/?lan=en"), "lang limit").has_value());
  CHECK_FALSE(check_query(*parse_target("/?lang+limit=en"), "lang limit").has_value());
  CHECK_FALSE(check_query(*parse_target("/?=en"), "lang").has_value());
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
