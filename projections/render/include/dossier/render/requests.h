// Pending and settled requests as the API answers them. Pure; any thread.
#pragma once

#include <string>

#include "dossier/render/render.h"
#include "dossier/requests/slice.h"

namespace dossier::render {

// {"data":{"pending":1,"order":[…],"items":{id:…}},"text":{id:{"title","status"}}}: what is pending
// first, then the rest, each the newest first. `slice` may be null.
std::string render_requests(const requests::RequestsSlice* slice, Language language);

}  // namespace dossier::render
