// GET /api/customers/{id}/requests: what people asked other systems to do, and what came of it.
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

void requests(const CallPtr& call) { answer_customer(call, request_slots(), write_requests); }

}  // namespace

std::vector<Endpoint> requests_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}/requests",
           .operation = "readRequests",
           .summary = "What people asked other systems to do, and what came of it",
           .query = {kLang, kMinPosition},
           .answers = {view_answer("Requests", requests_schema)},
           .handle = requests}};
}

}  // namespace dossier::api
