// Finds the endpoint, checks who may call it, and measures and logs the answer. Logs and metrics
// hold the route's pattern, never the path or the query.
#include "dossier/api/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "access/gate.h"
#include "access/note.h"
#include "access/standings.h"
#include "answer_cache.h"
#include "compress.h"
#include "dossier/base/ensure.h"
#include "endpoint.h"
#include "identify.h"
#include "push/hub.h"
#include "rate_limit.h"
#include "route.h"
#include "search/customer_search.h"

namespace dossier::api {
namespace {

// No such path, or not with this method.
void answer_no_endpoint(const CallPtr& call, const std::string& allowed) {
  if (allowed.empty())
    return call->fault(problem("unknown-path"), {ErrorCode::not_found, "", "", ""});
  auto response = problem_response(problem("method-not-allowed"), {ErrorCode::invalid, "", "", ""},
                                   call->trace.id);
  response.headers.emplace_back("Allow", allowed);
  call->answer(std::move(response));
}

// Methods of the table; another one would let a stranger make labels.
constexpr std::array<std::string_view, 4> kMethods = {"GET", "POST", "HEAD", "other"};

size_t method_at(std::string_view method) {
  const auto found = std::ranges::find(kMethods, method);
  return static_cast<size_t>(std::min(found, kMethods.end() - 1) - kMethods.begin());
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
  std::atomic<bool> draining{false};
  std::atomic<bool> stopping{false};
  Background background;
  std::atomic<std::shared_ptr<const Policy>> policy;
  CustomerSearch search;
  AnswerCache answers;
  Standings standings;
  RateLimit rate_limit;
  push::Hub push;
  Services services;
  // By endpoint, those of no endpoint last, then by method.
  std::vector<std::array<RouteFigures*, kMethods.size()>> figures;

  Impl(engine::Engine& engine, RouterOptions given)
      : options(std::move(given)),
        background(options.blocking_threads),
        search(engine, options.country_code),
        answers(options.answer_cache_bytes),
        rate_limit(options.requests_a_second, options.requests_at_once),
        push(engine, metrics, push_options()),
        services{engine,  search,  answers, standings, background,
                 metrics, options, push,    draining,  stopping} {
    for (const Endpoint& endpoint : all_endpoints()) add_figures(endpoint.path);
    add_figures("unknown");
  }

  void add_figures(std::string_view route) {
    auto& row = figures.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) row[i] = &metrics.route(kMethods[i], route);
  }
  RouteFigures* figures_of(const Endpoint* endpoint, std::string_view method) const {
    const auto row = endpoint == nullptr ? figures.size() - 1
                                         : static_cast<size_t>(endpoint - all_endpoints().data());
    return figures[row][method_at(method)];
  }
  bool over_limit(const Call& call);
  push::HubOptions push_options();
};

// Publishers are held back by how fast the log takes what they send, and whoever is on the machine
// by nothing.
bool Router::Impl::over_limit(const Call& call) {
  if (call.request.peer != Peer::tcp) return false;
  if (call.endpoint != nullptr && call.endpoint->path == "/api/events") return false;
  return !rate_limit.take(call.who.id);
}

// What push asks of policy and access log.
push::HubOptions Router::Impl::push_options() {
  push::HubOptions hub;
  hub.may_subscribe = [this](const Principal& who, const push::TopicName& topic) {
    const auto now = policy.load();
    if (!now->allows(who.role, push::operation_of(topic.kind))) return false;
    if (topic.kind != push::TopicKind::customer || now->reach(who.role) == Reach::all) return true;
    return standings.reaches(services.engine, *now, who, topic.subject).value_or(false);
  };
  hub.masks = [this](const Principal& who) { return policy.load()->masks(who.role); };
  hub.opened = [this](const Principal& who, const Subject& customer) {
    note_opened(services.engine, who, customer, "push");
  };
  return hub;
}

void Call::answer(Response response) {
  const auto took = std::chrono::steady_clock::now() - began;
  figures->count(response.status, took);
  const auto level = response.status >= 500 ? spdlog::level::warn : spdlog::level::debug;
  if (spdlog::should_log(level))
    spdlog::log(level, "http method={} route={} status={} ms={:.1f} trace={} role={}",
                kMethods[method_at(request.method)], endpoint ? endpoint->path : "unknown",
                response.status, std::chrono::duration<double, std::milli>(took).count(), trace.id,
                who.id.empty() ? "-" : name_of(who.role));
  response.headers.emplace_back("Trace-Id", trace.id);
  compress(request.header("accept-encoding"), response);
  respond(std::move(response));
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
  auto target = parse_target(request.target);
  Match match;
  if (target) {
    auto& segments = target->segments;  // /api/customer/… answers the same
    if (segments.size() > 2 && segments[1] == "customer") segments[1] = "customers";
    match = find_endpoint(request.method, segments);
  }
  auto call = std::make_shared<Call>(Call{impl_->services,
                                          std::move(request),
                                          target ? std::move(*target) : Target(),
                                          std::move(match.names),
                                          {},
                                          std::move(respond),
                                          match.endpoint,
                                          impl_->policy.load()});
  call->trace = trace_of(call->request);
  call->figures = impl_->figures_of(match.endpoint, call->request.method);
  if (!target) return call->fault(target.error());
  if (match.endpoint != nullptr && match.endpoint->access == Access::open) return admit(call);
  // Over the network nobody learns without a token which paths there are.
  identify(call, [impl = impl_.get(), call, allowed = std::move(match.allowed)] {
    if (impl->over_limit(*call))
      return call->fault(problem("too-many-requests"), {ErrorCode::unavailable, "", "", ""});
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

void Router::begin_drain() { impl_->draining = true; }
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
