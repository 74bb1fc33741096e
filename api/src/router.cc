// Finds the endpoint, checks who may call it, and measures and logs the answer. Logs and metrics
// hold the route's pattern, never the path or the query.
#include "dossier/api/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "access/gate.h"
#include "access/note.h"
#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "dossier/engine/crypto.h"
#include "endpoint.h"
#include "identify.h"
#include "push/hub.h"
#include "route.h"
#include "search/customer_search.h"

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

// No such path, or not with this method.
void answer_no_endpoint(const CallPtr& call, const std::string& allowed) {
  if (allowed.empty())
    return call->fault(problem("unknown-path"), {ErrorCode::not_found, "", "", ""});
  auto response = problem_response(problem("method-not-allowed"), {ErrorCode::invalid, "", "", ""},
                                   call->trace_id);
  response.headers.emplace_back("Allow", allowed);
  call->answer(std::move(response));
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
  std::atomic<std::shared_ptr<const Policy>> policy;
  CustomerSearch search;
  push::Hub push;
  Services services;

  Impl(engine::Engine& engine, RouterOptions given)
      : options(std::move(given)),
        background(options.blocking_threads),
        search(engine, options.country_code),
        push(engine, metrics, push_options()),
        services{engine, search, background, metrics, options, push, stopping} {}

  push::HubOptions push_options();
  Respond measured(std::string_view method, std::string_view route, std::string trace_id,
                   Respond respond);
};

// What push asks of policy and access log.
push::HubOptions Router::Impl::push_options() {
  push::HubOptions hub;
  hub.may_subscribe = [this](const Principal& who, const push::TopicName& topic) {
    const auto now = policy.load();
    if (!now->allows(who.role, push::operation_of(topic.kind))) return false;
    if (topic.kind != push::TopicKind::customer || now->reach(who.role) == Reach::all) return true;
    return reaches(services.engine, *now, who, topic.subject).value_or(false);
  };
  hub.masks = [this](const Principal& who) { return policy.load()->masks(who.role); };
  hub.opened = [this](const Principal& who, const Subject& customer) {
    note_opened(services.engine, who, customer, "push");
  };
  return hub;
}

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

Router::Router(engine::Engine& engine, RouterOptions options)
    : impl_(std::make_unique<Impl>(engine, std::move(options))) {
  const auto used = use_policy(Policy::built_in());
  ENSURE(used, "the policy that is built in: {}", to_string(used.error()));
  if (impl_->options.search_at_start) impl_->search.start();
}

Status Router::use_policy(std::string_view toml) {
  std::vector<std::string_view> operations;
  for (const Endpoint& endpoint : all_endpoints()) operations.push_back(endpoint.operation);
  DOSSIER_ASSIGN(auto policy, Policy::parse(toml, operations));
  impl_->policy = std::make_shared<const Policy>(std::move(policy));
  return {};
}

Router::~Router() { stop(); }

void Router::handle(Request request, Respond respond) {
  const std::string trace_id = trace_of(request);
  auto target = parse_target(request.target);
  Match match;
  if (target) {
    auto& segments = target->segments;  // /api/customer/… answers the same
    if (segments.size() > 2 && segments[1] == "customer") segments[1] = "customers";
    match = find_endpoint(request.method, segments);
  }
  const std::string_view route = match.endpoint ? match.endpoint->path : "unknown";
  auto answer = impl_->measured(request.method, route, trace_id, std::move(respond));
  if (!target)
    return answer(problem_response(problem_of(target.error()), target.error(), trace_id));
  auto call = std::make_shared<Call>(Call{impl_->services, std::move(request), std::move(*target),
                                          match.names, trace_id, std::move(answer), match.endpoint,
                                          impl_->policy.load()});
  if (match.endpoint != nullptr && match.endpoint->access == Access::open) return admit(call);
  // Over the network nobody learns without a token which paths there are.
  identify(call, [call, allowed = std::move(match.allowed)] {
    if (call->endpoint != nullptr) return admit(call);
    answer_no_endpoint(call, allowed);
  });
}

size_t Router::body_limit(std::string_view method, std::string_view target,
                          std::string_view content_type) const {
  // In binary mode the attributes stand in the header, so the limit of an event holds for the body.
  const std::string_view path = target.substr(0, target.find('?'));
  if (method != "POST") return 4096;
  if (path.starts_with("/api/customers/")) return kWriteBytesMax;
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
  // What waits for an issuer's keys is answered first: it may go on in the background.
  if (impl_->options.authenticator != nullptr) impl_->options.authenticator->stop();
  impl_->push.stop();
  impl_->background.stop();
  impl_->search.stop();
}

Metrics& Router::metrics() { return impl_->metrics; }
Background& Router::background() { return impl_->background; }
push::Hub& Router::push() { return impl_->push; }

}  // namespace dossier::api
