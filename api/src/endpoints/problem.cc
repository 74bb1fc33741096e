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
  return {{"GET", "/problems/{code}", "", Access::open, Runs::here, explain}};
}

}  // namespace dossier::api
