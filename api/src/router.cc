// Finds the endpoint, checks who may call it, and measures and logs the answer. Logs and metrics
// hold the route's pattern, never the path or the query.
#include "dossier/api/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "endpoint.h"
#include "push/hub.h"
#include "route.h"

namespace dossier::api {
namespace {

// The trace of the caller (W3C traceparent), where there is a sound one, else a new one.
std::string trace_of(const Request& request) {
  const std::string_view parent = request.header("traceparent");
  if (parent.size() >= 55 && parent.starts_with("00-") && parent[35] == '-') {
    const std::string_view id = parent.substr(3, 32);
    const bool sound = id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (sound && id.find_first_not_of('0') != std::string_view::npos) return std::string(id);
  }
  std::array<uint8_t, 16> random{};
  engine::random_bytes(random);
  return to_hex(engine::as_text(random));
}

// Methods of the table; another one would let a stranger make labels.
std::string_view method_label(std::string_view method) {
  for (const std::string_view known : {"GET", "POST", "HEAD"})
    if (method == known) return known;
  return "other";
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

struct Router::Impl {
  RouterOptions options;
  Metrics metrics;
  std::atomic<bool> stopping{false};
  Background background;
  push::Hub push;
  Services services;

  Impl(engine::Engine& engine, RouterOptions given)
      : options(std::move(given)),
        background(options.blocking_threads),
        push(engine, metrics),
        services{engine, background, metrics, options, push, stopping} {}

  Respond measured(std::string_view method, std::string_view route, std::string trace_id,
                   Respond respond);
  void dispatch(const CallPtr& call, const Match& match);
};

Respond Router::Impl::measured(std::string_view method, std::string_view route,
                               std::string trace_id, Respond respond) {
  const auto start = std::chrono::steady_clock::now();
  return [this, method = method_label(method), route, start, trace_id = std::move(trace_id),
          respond = std::move(respond)](Response response) {
    const auto took = std::chrono::steady_clock::now() - start;
    metrics.request(method, route, response.status, took);
    const auto level = response.status >= 500 ? spdlog::level::warn : spdlog::level::debug;
    spdlog::log(level, "http method={} route={} status={} ms={:.1f} trace={}", method, route,
                response.status, std::chrono::duration<double, std::milli>(took).count(), trace_id);
    response.headers.emplace_back("Trace-Id", trace_id);
    respond(std::move(response));
  };
}

void Router::Impl::dispatch(const CallPtr& call, const Match& match) {
  const Endpoint& endpoint = *match.endpoint;
  if (endpoint.access == Access::operators && call->request.peer == Peer::tcp)
    return call->fault({ErrorCode::refused, "operations are not open over the network", "",
                        "use the `dossier` command on the server's machine"});
  if (const auto known = check_query(call->target, endpoint.query); !known)
    return call->fault(known.error());
  if (endpoint.runs == Runs::here) return endpoint.handle(call);
  background.run([call, handle = endpoint.handle] { handle(call); });
}

Router::Router(engine::Engine& engine, RouterOptions options)
    : impl_(std::make_unique<Impl>(engine, std::move(options))) {}
Router::~Router() { stop(); }

void Router::handle(Request request, Respond respond) {
  const std::string trace_id = trace_of(request);
  auto target = parse_target(request.target);
  Match match;
  if (target) match = find_endpoint(request.method, target->segments);
  const std::string_view route = match.endpoint ? match.endpoint->path : "unknown";
  auto answer = impl_->measured(request.method, route, trace_id, std::move(respond));
  if (!target)
    return answer(problem_response(problem_of(target.error()), target.error(), trace_id));
  if (match.allowed.empty())
    return answer(
        problem_response(problem("unknown-path"), {ErrorCode::not_found, "", "", ""}, trace_id));
  if (match.endpoint == nullptr) {
    auto response =
        problem_response(problem("method-not-allowed"), {ErrorCode::invalid, "", "", ""}, trace_id);
    response.headers.emplace_back("Allow", match.allowed);
    return answer(std::move(response));
  }
  auto call = std::make_shared<Call>(Call{impl_->services, std::move(request), std::move(*target),
                                          match.names, trace_id, std::move(answer)});
  impl_->dispatch(call, match);
}

size_t Router::body_limit(std::string_view method, std::string_view target,
                          std::string_view content_type) const {
  // In binary mode the attributes stand in the header, so the limit of an event holds for the body.
  const std::string_view path = target.substr(0, target.find('?'));
  if (method != "POST") return 4096;
  if (path != "/api/events") return 65'536;
  return content_type.starts_with("application/cloudevents-batch+json") ? kBatchBytesMax
                                                                        : kEventBytesMax;
}

Response Router::unreadable(std::string_view code, std::string_view detail) const {
  return problem_response(problem(code), {ErrorCode::invalid, std::string(detail), "", ""}, "");
}

void Router::begin_stop() { impl_->stopping = true; }

void Router::stop() {
  begin_stop();
  impl_->push.stop();
  impl_->background.stop();
}

Metrics& Router::metrics() { return impl_->metrics; }
Background& Router::background() { return impl_->background; }
push::Hub& Router::push() { return impl_->push; }

}  // namespace dossier::api
