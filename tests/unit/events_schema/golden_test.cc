// Bytes of every type as they were once written. Files in golden/ are only ever added to: with
// DOSSIER_GOLDEN_WRITE=1 the test writes what is missing, and never touches what is there.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "dossier/base/bytes.h"
#include "dossier/events/flatbuffer.h"
#include "random_tree.h"
#include "support.h"

namespace dossier::events {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(DOSSIER_SOURCE_DIR) / "tests/unit/events_schema/golden";

std::string from_hex(std::string_view hex) {
  std::string out;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return out;
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// "dossier.loan.disbursed.v1.2.json" -> "dossier.loan.disbursed.v1"
std::string type_of_file(const fs::path& path) {
  std::string name = path.stem().string();
  if (find_type(name) == nullptr) name.erase(name.rfind('.'));
  return name;
}

void write_missing(const TypeDescriptor& type) {
  const fs::path json = kFolder / (std::string(type.name) + ".json");
  if (fs::exists(json)) return;
  const Tree tree = RandomTree(type.code).make(type, Fields::every);
  std::string bytes;
  build(tree.root(), {}, bytes);
  fs::create_directories(kFolder);
  std::ofstream(json) << json_of(tree.root(), true) << "\n";
  std::ofstream(fs::path(json).replace_extension(".hex")) << to_hex(bytes) << "\n";
}

}  // namespace

TEST_CASE("golden: every type has bytes, and they decode and encode as ever") {
  if (std::getenv("DOSSIER_GOLDEN_WRITE") != nullptr)
    for (const TypeDescriptor& type : all_types()) write_missing(type);
  std::map<std::string, int> seen;
  EventParser parser({.trusted = true});
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = type_of_file(entry.path());
    CAPTURE(entry.path().string());
    const TypeDescriptor& type = type_named(name);
    const std::string json = without_line_end(read_file(entry.path()));
    const std::string hex =
        without_line_end(read_file(fs::path(entry.path()).replace_extension(".hex")));
    ++seen[name];
    const auto stored = read(type, from_hex(hex));
    REQUIRE(stored);
    CHECK(json_of(stored->root(), true) == json);
    const auto parsed = parser.parse_data(type, json);
    REQUIRE_MESSAGE(parsed, to_string(parsed.error()));
    std::string bytes;
    build(parsed->root(), {}, bytes);
    CHECK(to_hex(bytes) == hex);
  }
  for (const TypeDescriptor& type : all_types()) {
    CAPTURE(type.name);
    CHECK(seen.contains(std::string(type.name)));
  }
}

}  // namespace dossier::events
