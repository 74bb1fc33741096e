// Fetches small documents over HTTP. Blocks; any thread.
#pragma once

#include <string>

#include "dossier/base/error.h"

namespace dossier::api {

// The body of a 200. Redirects are not followed; 5 seconds and 256 KiB at most; certificates are
// checked against the machine's. Errors: unavailable, with what went wrong.
Result<std::string> fetch_url(const std::string& url);

}  // namespace dossier::api
