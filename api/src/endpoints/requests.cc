// GET /api/customers/{id}/requests: what people asked other systems to do, and what came of it.
#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

void requests(const CallPtr& call) { answer_customer(call, request_slots(), write_requests); }

}  // namespace

std::vector<Endpoint> requests_endpoints() {
  return {{"GET", "/api/customers/{id}/requests", "lang min_position", Access::everyone, Runs::here,
           requests}};
}

}  // namespace dossier::api
