// What each projection owes the registry.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "dossier/profile/facts.h"
#include "dossier/timeline/lines.h"
#include "story.h"

namespace dossier::test {
namespace {

TEST_CASE("registry: names and slots are their own, and those that are read come first") {
  std::set<std::string_view> names;
  std::set<fold::Slot> slots{0};
  for (const auto& projection : projections::all_projections()) {
    const auto& info = projection->info();
    CHECK_MESSAGE(slots.insert(info.slot).second, info.name);
    for (const auto read : info.reads) CHECK_MESSAGE(names.contains(read), info.name);
    CHECK_MESSAGE(names.insert(info.name).second, info.name);
    CHECK_FALSE(info.summary.empty());
    CHECK_FALSE(info.subjects.empty());
  }
}

TEST_CASE("registry: slots that are written down stay what they were") {
  const std::map<std::string_view, fold::Slot> written = {
      {"profile", 1},      {"timeline", 2},  {"loans", 3},    {"payments", 4},
      {"applications", 5}, {"portfolio", 7}, {"requests", 20}};
  size_t found = 0;
  for (const auto& projection : projections::all_projections()) {
    const auto slot = written.find(projection->info().name);
    if (slot == written.end()) continue;
    ++found;
    CHECK_MESSAGE(projection->info().slot == slot->second, slot->first);
  }
  CHECK(found == written.size());
}

TEST_CASE("registry: each line says its slot, and facts are of its projection's hundred") {
  std::ifstream in(DOSSIER_ROOT "/projections/registry.def");
  const auto all = projections::all_projections();
  size_t lines = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("PROJECTION(")) continue;
    const auto& info = all.at(lines++)->info();
    CHECK(line.starts_with(fmt::format("PROJECTION({})", info.name)));
    CHECK_MESSAGE(line.find(fmt::format("// slot {}", info.slot)) != std::string::npos, line);
  }
  CHECK(lines == all.size());
  CHECK(profile::KycExpired::kType.code / 100 == profile::kSlot);
  CHECK(profile::DocumentExpired::kType.code / 100 == profile::kSlot);
}

TEST_CASE("registry: fact codes and names are their own, and written down") {
  std::set<uint16_t> codes;
  std::set<std::string_view> names;
  for (const auto& line : timeline::fact_lines()) {
    CHECK(codes.insert(line.type.code).second);
    CHECK(names.insert(line.type.name).second);
  }
  CHECK(timeline::find_fact_line(101)->type.name == "kyc_expired");
  CHECK(timeline::find_fact_line(102)->type.name == "document_expired");
}

TEST_CASE("registry: each schema is an object with properties") {
  for (const auto& projection : projections::all_projections()) {
    const std::string schema = projection->data_schema();
    CHECK(schema.starts_with(R"({"$schema":"https://json-schema.org/draft/2020-12/schema")"));
    CHECK(schema.find(R"("properties":{)") != std::string::npos);
  }
}

// Folds are pure: what they must not touch has names that can be looked for.
TEST_CASE("projections: no clock, chance, file, console or floating point in the folds") {
  const char* forbidden[] = {"double ",    "float ",    "<chrono>",     "<random>", "<fstream>",
                             "<iostream>", "std::cout", "system_clock", "rand(",    "time("};
  int files = 0;
  const std::filesystem::path root = std::filesystem::path(DOSSIER_ROOT) / "projections";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto kind = entry.path().extension();
    if (kind != ".h" && kind != ".cc") continue;
    ++files;
    std::ifstream in(entry.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (const char* word : forbidden)
      CHECK_MESSAGE(text.find(word) == std::string::npos, entry.path().string() << " has " << word);
  }
  CHECK(files > 20);
}

}  // namespace
}  // namespace dossier::test
