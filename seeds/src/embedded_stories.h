// The texts of seeds/stories, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace dossier::seeds {

std::span<const std::string_view> embedded_stories();

}  // namespace dossier::seeds
