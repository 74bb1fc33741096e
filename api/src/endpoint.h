// What an endpoint declares, and what it is given. docs/add-an-endpoint.md shows how to write one.
// The dispatcher checks what is declared before the handler runs, and /openapi.json is made from
// the same declaration.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "dossier/api/background.h"
#include "dossier/api/message.h"
#include "dossier/api/metrics.h"
#include "dossier/api/principal.h"
#include "dossier/api/router.h"
#include "dossier/engine/engine.h"
#include "dossier/render/render.h"
#include "errors.h"
#include "query.h"
#include "trace.h"

namespace dossier::api {

class AnswerCache;
class CustomerSearch;
class Standings;
namespace push {
class Hub;
}

// What all endpoints share; outlives every call.
struct Services {
  engine::Engine& engine;
  CustomerSearch& search;
  AnswerCache& answers;
  Standings& standings;
  Background& background;
  Metrics& metrics;
  const RouterOptions& options;
  push::Hub& push;
  const std::atomic<bool>& draining;  // about to end: others are to be asked
  const std::atomic<bool>& stopping;  // the server is about to end: wait for nothing
};

struct Endpoint;

// One request on its way to its answer. Endpoints keep it alive until they have answered.
struct Call {
  Services& services;
  Request request;
  Target target;
  std::vector<std::string> names;  // what stood in the place of each {…} of the path
  Trace trace;
  Respond respond;  // through answer()
  const Endpoint* endpoint;
  std::shared_ptr<const Policy> policy;  // as it stood when the request came
  Principal who{};                       // who asks; of Access::open nobody is asked
  Subject subject{};  // the customer, where the path names one: reachable, and folded far enough
  RouteFigures* figures = nullptr;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  // The number that the query gives for a declared parameter, or its fallback.
  int64_t number(std::string_view name) const;
  // The language asked for, and what of a person's data the asker sees.
  render::Viewer viewer() const;

  // Once; counted and logged.
  void answer(Response response);
  void json(int status, std::string body) {
    answer(Response{status, "application/json", {}, std::move(body) + "\n", {}});
  }
  void fault(const Error& error) { fault(problem_of(error), error); }
  void fault(const Problem& problem, const Error& error) {
    answer(problem_response(problem, error, trace.id));
  }
};
using CallPtr = std::shared_ptr<Call>;

// --- what is declared

struct Parameter {
  enum class Kind : uint8_t { text, number, flag, choice, date };

  std::string_view name;
  std::string_view summary;
  Kind kind = Kind::text;
  int64_t least = 0;  // of a number; of a text its bytes
  int64_t most = 1024;
  std::optional<int64_t> fallback{};  // of a number that is absent
  std::string_view choices{};         // parted by spaces, the first one is the fallback
  bool required = false;
  std::string_view pattern{};  // that a text fits, as the handler reads it: for the description
};

inline constexpr Parameter kLang{.name = "lang",
                                 .summary = "Language of `text`.",
                                 .kind = Parameter::Kind::choice,
                                 .choices = "en vi"};
inline constexpr Parameter kMinPosition{
    .name = "min_position",
    .summary = "A position from a write's answer: waits until it is folded, up to 2 seconds.",
    .pattern = "^[A-Za-z0-9_-]+$"};
inline constexpr Parameter kLimit{.name = "limit",
                                  .summary = "Entries of a page.",
                                  .kind = Parameter::Kind::number,
                                  .least = 1,
                                  .most = 200,
                                  .fallback = 50};
inline constexpr Parameter kCursor{
    .name = "cursor", .summary = "The `next` of the answer before.", .pattern = "^[A-Za-z0-9_-]+$"};

// A JSON Schema (2020-12) by its name among the components of /openapi.json.
struct Schema {
  std::string name;
  std::function<std::string()> json;
};

struct Body {
  std::string_view media;
  Schema schema;
};

struct Answer {
  int status;
  std::string_view summary;
  std::string_view media = "application/json";
  std::optional<Schema> schema{};
  bool view = false;  // has ETag and position; 304 where the client has it
};

enum class Access : uint8_t {
  open,    // without signing in
  policy,  // for the roles that the policy names with the operation
};

enum class Runs : uint8_t {
  here,    // quick: on the thread that read the request
  behind,  // may block: on a thread of Background
};

struct Endpoint {
  std::string_view method;
  std::string_view path;       // "/api/customers/{id}/loans"
  std::string_view operation;  // "readLoans": its name in /openapi.json and in the policy
  std::string_view summary;
  std::vector<Parameter> query{};
  // Read and checked by the handler.
  std::vector<Parameter> headers{};
  bool idempotent = false;      // needs the header Idempotency-Key
  bool takes_key = false;       // may have it
  std::vector<Body> bodies{};   // media types that it takes
  bool may_be_empty = false;    // the body, though its schema has members that must be there
  std::vector<Answer> answers;  // beside the problems that every operation may answer
  Access access = Access::policy;
  Runs runs = Runs::here;
  void (*handle)(const CallPtr& call);

  bool takes(std::string_view parameter) const;  // in its query
  bool of_customer() const { return path.starts_with("/api/customers/{id}"); }
};

// Of registry.def, in its order.
const std::vector<Endpoint>& all_endpoints();

// Whether the query has what is declared, and nothing else. Errors: invalid, with the parameter.
Status check_query(const Target& target, const std::vector<Parameter>& declared);

}  // namespace dossier::api
