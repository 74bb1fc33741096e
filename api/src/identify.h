// The one place where a request gets to know who asks: by the door that it came through.
#pragma once

#include <functional>

#include "endpoint.h"

namespace dossier::api {

// Sets call->who and goes on with `next`, at once or later, from this thread or another; or answers
// 401, or 503 where an issuer's keys can not be had.
void identify(const CallPtr& call, std::function<void()> next);

}  // namespace dossier::api
