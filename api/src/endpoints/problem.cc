// GET /problems/{code}: what the `type` of a problem means, for the person who looks it up.
#include <fmt/format.h>

#include "endpoint.h"

namespace dossier::api {
namespace {

void explain(const CallPtr& call) {
  for (const Problem& entry : problems()) {
    if (entry.code != call->names[0]) continue;
    return call->answer(
        {200,
         "text/plain; charset=utf-8",
         {},
         fmt::format("{} ({})\n{}.\n{}\n", entry.code, entry.status, entry.title, entry.advice),
         {}});
  }
  call->fault({ErrorCode::not_found, "no problem has this code", "", ""});
}

}  // namespace

std::vector<Endpoint> problem_endpoints() {
  return {{.method = "GET",
           .path = "/problems/{code}",
           .operation = "readProblem",
           .summary = "What the `type` of a problem means",
           .answers = {{200, "For people", "text/plain"}},
           .access = Access::open,
           .handle = explain}};
}

}  // namespace dossier::api
