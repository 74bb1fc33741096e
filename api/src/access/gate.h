// The one gate: before any handler runs it has checked that the asker may call the operation, that
// the query is as declared, and, where the path names a customer, that the customer is folded as
// far as asked and within the asker's reach. Any thread.
#pragma once

#include "endpoint.h"

namespace dossier::api {

// Runs the endpoint where all holds; else answers: 403 (who can grant it), 400, 409, 404.
void admit(const CallPtr& call);

}  // namespace dossier::api
