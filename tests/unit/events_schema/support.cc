#include "support.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "dossier/events/to_json.h"

namespace dossier::events {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::filesystem::path> vectors(std::string_view folder) {
  const char* named = std::getenv("DOSSIER_VECTORS");
  const std::filesystem::path root =
      named != nullptr ? named : std::filesystem::path(DOSSIER_SOURCE_DIR) / "../shared/vectors";
  if (std::filesystem::is_directory(root / folder)) return root / folder;
  MESSAGE("skipped: no vectors in " << (root / folder).string() << "; set DOSSIER_VECTORS");
  return std::nullopt;
}

const TypeDescriptor& type_named(std::string_view name) {
  const TypeDescriptor* type = find_type(name);
  REQUIRE_MESSAGE(type != nullptr, std::string(name));
  return *type;
}

Tree data_of(std::string_view type, std::string_view json) {
  EventParser parser({.trusted = true});
  auto tree = parser.parse_data(type_named(type), json);
  REQUIRE_MESSAGE(tree, to_string(tree.error()));
  return std::move(*tree);
}

std::string json_of(const TableValue& data, bool internal) {
  std::string out;
  append_json(data, out, {.internal = internal});
  return out;
}

std::string event_around(std::string_view type, std::string_view data) {
  return fmt::format(R"({{"specversion":"1.0","id":"e-1","source":"/core","type":"{}",)"
                     R"("subject":"C-1","data":{}}})",
                     type, data);
}

}  // namespace dossier::events
