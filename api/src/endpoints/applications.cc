// GET /api/customers/{id}/applications: all that the customer ever applied for, as of one position.
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

void applications(const CallPtr& call) {
  answer_customer(call, application_slots(), write_applications);
}

}  // namespace

std::vector<Endpoint> applications_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}/applications",
           .operation = "readApplications",
           .summary = "All that the customer ever applied for, and how it was decided",
           .query = {kLang, kMinPosition},
           .answers = {view_answer("Applications", applications_schema)},
           .handle = applications}};
}

}  // namespace dossier::api
