// What an endpoint is, and what it is given. docs/add-an-endpoint.md shows how to write one.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/background.h"
#include "dossier/api/message.h"
#include "dossier/api/metrics.h"
#include "dossier/api/router.h"
#include "dossier/engine/engine.h"
#include "errors.h"
#include "query.h"

namespace dossier::api {

namespace push {
class Hub;
}

// What all endpoints share; outlives every call.
struct Services {
  engine::Engine& engine;
  Background& background;
  Metrics& metrics;
  const RouterOptions& options;
  push::Hub& push;
  const std::atomic<bool>& stopping;  // the server is about to end: wait for nothing
};

// One request on its way to its answer. Endpoints keep it alive until they have answered.
struct Call {
  Services& services;
  Request request;
  Target target;
  std::vector<std::string> names;  // what stood in the place of each {…} of the path
  std::string trace_id;
  Respond respond;  // once

  void answer(Response response) { respond(std::move(response)); }
  void json(int status, std::string body) {
    respond(Response{status, "application/json", {}, std::move(body) + "\n", {}});
  }
  void fault(const Error& error) { fault(problem_of(error), error); }
  void fault(const Problem& problem, const Error& error) {
    respond(problem_response(problem, error, trace_id));
  }
};
using CallPtr = std::shared_ptr<Call>;

enum class Access : uint8_t {
  everyone,
  operators,  // over the Unix socket or in-process only
};

enum class Runs : uint8_t {
  here,    // quick: on the thread that read the request
  behind,  // may block: on a thread of Background
};

struct Endpoint {
  std::string_view method;
  std::string_view path;   // "/api/customers/{id}"
  std::string_view query;  // names of the parameters that it knows, parted by spaces
  Access access;
  Runs runs;
  void (*handle)(const CallPtr& call);
};

// Of registry.def, in its order.
const std::vector<Endpoint>& all_endpoints();

}  // namespace dossier::api
