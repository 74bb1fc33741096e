// The portfolio as the API shows it.
#include <doctest/doctest.h>

#include "dossier/render/portfolio.h"
#include "portfolio_story.h"

namespace dossier::test {
namespace {

using portfolio::Dimension;
using render::Language;

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

class Shown : public Borrower {
 public:
  Shown() {
    registered("", "OF-1");
    lent("LN-1");
    lent("LN-2", "USD", "");
    open("2026-02-02");
    paid("LN-1", "2026-02-02", "600.00");
  }
  std::string by(Dimension dimension, uint16_t currency = 0,
                 Language language = Language::en) const {
    const auto groups = contribution(portfolio::kSlot).groups;
    return render::render_portfolio(dimension, {groups.begin(), groups.end()}, currency, language);
  }
};

TEST_CASE("render portfolio: groups in order, amounts of each currency apart, and totals") {
  const std::string json = Shown().by(Dimension::bucket);
  CAPTURE(json);
  CHECK(
      has(json, R"("data":{"by":"bucket","currencies":["JMD","USD"],"order":["current","1-30"],)"));
  CHECK(has(json, R"("1-30":{"customers":1,"loans":1,"amounts":{"USD":{"customers":1,"loans":1,)"
                  R"("outstanding":{"amount":"1212.00","currency":"USD"},)"
                  R"("principal":{"amount":"1200.00","currency":"USD"},)"
                  R"("arrears":{"amount":"600.00","currency":"USD"}}}})"));
  CHECK(has(json, R"("totals":{"customers":1,"loans":2,"amounts":{"JMD":{"customers":1,"loans":1,)"
                  R"("outstanding":{"amount":"612.00","currency":"JMD"})"));
}

TEST_CASE("render portfolio: one currency alone, when asked for") {
  const std::string json = Shown().by(Dimension::bucket, 388);
  CHECK(has(json, R"("currencies":["JMD"])"));
  CHECK_FALSE(has(json, "USD"));
}

TEST_CASE("render portfolio: what is not assigned has a name that no id can have, and words") {
  const Shown shown;
  CHECK(has(shown.by(Dimension::branch), R"x("order":["(none)"])x"));
  CHECK(has(shown.by(Dimension::branch), R"("label":"not assigned")"));
  CHECK(has(shown.by(Dimension::product, 0, Language::vi), R"("label":"chưa phân")"));
  CHECK(has(shown.by(Dimension::product), R"("auto_loan":{"label":"auto loan")"));
  CHECK(has(shown.by(Dimension::officer, 0, Language::vi), R"("outstanding":"612,00 JMD")"));
}

TEST_CASE("render portfolio: nothing at all is an answer, too") {
  CHECK(render::render_portfolio(Dimension::branch, {}, 0, Language::en) ==
        R"({"data":{"by":"branch","currencies":[],"order":[],"groups":{},"totals":{"customers":0,)"
        R"("loans":0,"amounts":{}}},"text":{"groups":{},"totals":{}}})");
}

}  // namespace
}  // namespace dossier::test
