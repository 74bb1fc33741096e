// What the tests of the event schema share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/events/json.h"

namespace dossier::events {

std::string read_file(const std::filesystem::path& path);
// The folder of published test vectors; nothing, with a message, where this machine has none.
std::optional<std::filesystem::path> vectors(std::string_view folder);

const TypeDescriptor& type_named(std::string_view name);
// The data of a type from JSON that must be sound.
Tree data_of(std::string_view type, std::string_view json);
std::string json_of(const TableValue& data, bool internal = false);
// A whole CloudEvent around `data`, its other attributes sound.
std::string event_around(std::string_view type, std::string_view data);

}  // namespace dossier::events
