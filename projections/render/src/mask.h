// What is left of a personal value that is shown masked. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "dossier/render/masks.h"

namespace dossier::render {

std::string masked(FieldClass field_class, std::string_view value);

}  // namespace dossier::render
