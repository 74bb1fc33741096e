// GET /api/customers/{id}/applications: all that the customer ever applied for, as of one position.
#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

void applications(const CallPtr& call) {
  answer_customer(call, application_slots(), write_applications);
}

}  // namespace

std::vector<Endpoint> applications_endpoints() {
  return {{"GET", "/api/customers/{id}/applications", "lang min_position", Access::everyone,
           Runs::here, applications}};
}

}  // namespace dossier::api
