// Position tokens: what a client gets back it can send again, and nothing else is taken.
#include "dossier/engine/position.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace dossier;
using namespace dossier::engine;

namespace {

const std::string kLog = "12345678";

}  // namespace

TEST_CASE("position token: any positions come back as they were") {
  CHECK(rc::check([] {
    const auto numbers = *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<uint32_t>>());
    std::vector<Position> positions;
    for (const uint32_t number : numbers)
      positions.push_back({{static_cast<uint16_t>(number)}, {int64_t{number} << (number % 31)}});
    positions.resize(std::min<size_t>(positions.size(), 64));
    const auto parsed = parse_position_token(kLog, position_token(kLog, positions));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == positions);
  }));
}

TEST_CASE("position token: one of another log is a conflict, and says what to do") {
  const Position position{{3}, {7}};
  const auto parsed = parse_position_token("87654321", position_token(kLog, {&position, 1}));
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == ErrorCode::conflict);
  CHECK(parsed.error().field == "min_position");
  CHECK_FALSE(parsed.error().remedy.empty());
}

TEST_CASE("position token: anything else is no token") {
  const Position position{{3}, {700'000}};
  const std::string good = position_token(kLog, {&position, 1});
  std::vector<std::string> bad = {"",
                                  "x",
                                  "7:1042",
                                  good + "=",
                                  good + "A",
                                  " " + good,
                                  position_token(kLog, {}),
                                  std::string(5000, 'A')};
  for (size_t size = 1; size < good.size(); ++size) bad.push_back(good.substr(0, size));
  for (const std::string& text : bad) {
    CAPTURE(text);
    const auto parsed = parse_position_token(kLog, text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == ErrorCode::invalid);
  }
}
