#include "scenario/scenario.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <fstream>
#include <sstream>

#include "dossier/loans/view.h"
#include "dossier/projections/registry.h"
#include "dossier/timeline/row.h"
#include "scenario/words.h"
#include "support/memory_fold.h"

namespace dossier::test::scenario {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

class Run {
 public:
  std::vector<Failure> file(const std::string& path);

 private:
  void line(const std::string& text);
  void happens(const std::string& date, const std::vector<std::string>& words);
  void check(const std::string& text);
  std::string figure(const std::string& pointer) const;
  std::string told() const;
  void fail_with(std::string what) { failures_.push_back({number_, std::move(what)}); }
  void open(const std::string& date) {
    const auto day = parse_date(date);
    if (!day) return fail_with("no date: " + date);
    if (!day_ || *day > *day_) fold_.open_day(*(day_ = *day));
  }

  MemoryFold fold_{projections::all_projections(), "customer/C-1"};
  std::optional<Date> day_;
  std::string loan_ = "LN-1";
  int number_ = 0;
  std::vector<Failure> failures_;
};

// All that the views show of the loan, as one JSON object.
std::string shown(const loans::LoanSlice& loan, std::optional<Date> day) {
  JsonWriter out;
  out.begin_object();
  fold::write_members(out, loans::view_of(loan, day));
  fold::write_members(out, loans::detail_of(loan, day));
  out.end_object();
  return out.take();
}

std::string plain(simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  simdjson::dom::element amount;
  if (value["amount"].get(amount) == simdjson::SUCCESS) return plain(amount);
  return simdjson::minify(value);
}

std::string Run::figure(const std::string& pointer) const {
  const auto* loan = fold_.slice<loans::LoanSlice>(loans::kSlot, loan_);
  if (loan == nullptr) return "no such loan";
  simdjson::dom::parser parser;
  const std::string json = shown(*loan, day_);
  simdjson::dom::element document, value;
  if (parser.parse(json).get(document) != simdjson::SUCCESS) return "no JSON";
  if (document.at_pointer("/" + pointer).get(value) != simdjson::SUCCESS) return "absent";
  return plain(value);
}

// Ids of the facts in the timeline, in its order.
std::string Run::told() const {
  std::string ids;
  for (const auto& [key, value] : fold_.rows(timeline::kSlot)) {
    const auto row = fold::decoded<timeline::Row>(value);
    if (row && row->fact != 0) ids += (ids.empty() ? "" : " ") + row->id;
  }
  return ids.empty() ? "nothing" : ids;
}

void Run::happens(const std::string& date, const std::vector<std::string>& words) {
  open(date);
  const auto event = said(date, number_, words);
  if (!event) return fail_with(event.error().message);
  const auto status = fold_.fold(
      fmt::format(R"({{"specversion":"1.0","id":"line-{}","source":"/core",)"
                  R"("type":"dossier.{}.v1","subject":"customer/C-1","time":"{}T17:00:00Z",)"
                  R"("data":{{{}}}}})",
                  number_, event->type, date, event->data));
  if (!status) fail_with(status.error().message);
}

void Run::check(const std::string& text) {
  const size_t is = text.find(" = ");
  if (is == std::string::npos) return fail_with("a figure is `name = value`");
  const std::string name = text.substr(0, is), stated = text.substr(is + 3);
  const std::string ours = name == "told" ? told() : figure(name);
  if (ours != stated) fail_with(fmt::format("{} is stated as {}, ours is {}", name, stated, ours));
}

void Run::line(const std::string& text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos || text[begin] == '#') return;
  if (begin > 0) return check(text.substr(begin));
  auto words = split(text);
  if (words.size() == 2 && words[0] == "loan") {
    loan_ = words[1];
  } else if (words.size() == 3 && words[0] == "as" && words[1] == "of") {
    open(words[2]);
  } else {
    const std::string date = words.front();
    words.erase(words.begin());
    happens(date, words);
  }
}

std::vector<Failure> Run::file(const std::string& path) {
  std::ifstream in(path);
  if (!in) fail_with("can not be read");
  for (std::string text; std::getline(in, text);) {
    ++number_;
    line(text);
  }
  return std::move(failures_);
}

}  // namespace

std::vector<Failure> run(const std::string& path) { return Run().file(path); }

}  // namespace dossier::test::scenario
