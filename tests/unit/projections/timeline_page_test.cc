// docs/timeline.md against the code's tables.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>

#include "dossier/timeline/lines.h"

namespace dossier::test {
namespace {

using Cells = std::vector<std::string>;

std::string trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

Cells cells_of(std::string_view line) {
  Cells cells;
  line.remove_prefix(1);
  while (!line.empty()) {
    const size_t end = line.find('|');
    cells.push_back(trimmed(line.substr(0, end)));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return cells;
}

// Rows of the table under the heading, without its two head lines.
std::vector<Cells> table_under(const std::string& heading) {
  std::ifstream in(DOSSIER_ROOT "/docs/timeline.md");
  std::vector<Cells> rows;
  bool here = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) here = line == "## " + heading;
    if (here && line.starts_with("|")) rows.push_back(cells_of(line));
  }
  REQUIRE(rows.size() > 2);
  rows.erase(rows.begin(), rows.begin() + 2);
  return rows;
}

std::string plain(const std::string& name) { return name.substr(1, name.size() - 2); }

TEST_CASE("timeline page: its event types are those of the code, line by line") {
  const auto rows = table_under("Event types");
  REQUIRE(rows.size() == timeline::lines().size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& line = timeline::lines()[i];
    const auto* type = events::find_type(line.kind);
    REQUIRE(type != nullptr);
    CHECK("dossier." + plain(rows[i][0]) + ".v1" == type->name);
    CHECK(rows[i][1] == enum_name(line.category));
    CHECK(rows[i][2] == enum_name(line.performer));
    CHECK(rows[i][3] == line.by);
    CHECK(rows[i][4] == line.params);
  }
}

TEST_CASE("timeline page: its facts are those of the code") {
  const auto rows = table_under("Facts");
  REQUIRE(rows.size() == timeline::fact_lines().size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& line = timeline::fact_lines()[i];
    CHECK(plain(rows[i][0]) == line.type.name);
    CHECK(rows[i][1] == std::to_string(line.type.code));
    CHECK(rows[i][2] == enum_name(line.category));
  }
}

TEST_CASE(
    "timeline page: each entry of the requirement comes from a line of its category, or later") {
  std::map<std::string, std::string> category;
  for (const auto& row : table_under("Event types")) category[row[0]] = row[1];
  for (const auto& row : table_under("Facts")) category[row[0]] = row[2];
  std::set<std::string> categories;
  for (const auto& row : table_under("What requirement 1, §5.1 names")) {
    categories.insert(row[0]);
    if (row[2].starts_with("later: ")) continue;
    CHECK_MESSAGE(row[2].starts_with("`"), row[1]);
    for (const auto word : timeline::split_words(row[2]))
      if (word.starts_with("`"))
        CHECK_MESSAGE(category[std::string(word)] == row[0], row[1] << " from " << word);
  }
  CHECK(categories.size() == timeline::kCategories);
}

}  // namespace
}  // namespace dossier::test
