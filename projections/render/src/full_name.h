// The name of a customer, composed of its parts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/profile/slice.h"
#include "personal.h"

namespace dossier::render {

inline constexpr std::array<std::string_view, 4> kNameParts = {"organization_name", "first_name",
                                                               "middle_name", "last_name"};

// One marker where a part of it can not be shown; nothing where there is none.
std::optional<std::string> full_name(PersonalReader& reader, const profile::Identity& identity);

}  // namespace dossier::render
