// What all endpoints that append events share: the key of a retry, and the answer.
#pragma once

#include <string>

#include "dossier/base/json.h"
#include "dossier/engine/event_log.h"
#include "endpoint.h"

namespace dossier::api {

// The header that names a request, so that the same one sent again is known: 1 to 256 visible
// characters. Errors: invalid, with the remedy.
Result<std::string> idempotency_key(const Request& request);

void count_outcome(Metrics& metrics, const engine::AppendOutcome& outcome);

int status_of(const engine::Appended& appended);  // 201, or 200 of a duplicate

// position, duplicate, at: members of an open object.
void write_appended(JsonWriter& out, const Call& call, const engine::Appended& appended);

}  // namespace dossier::api
