// Applications as the API answers them. As render.h: pure but for the opener; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dossier/applications/slice.h"
#include "dossier/render/render.h"

namespace dossier::render {

struct NamedApplication {
  std::string_view id;
  const applications::ApplicationSlice* slice;
};

// {"data":{"order":[…],"items":{id:…}},"text":{id:…}}, the newest submission first.
std::string render_applications(std::span<const NamedApplication> applications,
                                std::string_view subject, BoxOpener& opener, const Viewer& viewer);

}  // namespace dossier::render
