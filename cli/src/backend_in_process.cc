// The engine in this process. The router's answers come from other threads.
#include <spdlog/spdlog.h>

#include <future>

#include "backend.h"
#include "dossier/api/router.h"
#include "dossier/projections/registry.h"
#include "signals.h"

namespace dossier::cli {
namespace {

std::unexpected<Error> was_interrupted() { return fail(ErrorCode::unavailable, "interrupted"); }

class InProcess final : public Backend {
 public:
  InProcess(std::unique_ptr<engine::Engine> engine, const Config& config)
      : engine_(std::move(engine)),
        router_(*engine_, {.var = config.var, .version = DOSSIER_VERSION}),
        name_("the folder " + config.var) {}
  ~InProcess() override {
    router_.stop();
    engine_->stop();
  }

  Result<api::Response> call(api::Request request) override {
    std::string body;
    auto response = stream(std::move(request), [&body](std::string_view piece) {
      body += piece;
      return true;
    });
    if (response && !body.empty()) response->body = std::move(body);
    return response;
  }

  Result<api::Response> stream(api::Request request, const api::Sink& sink) override {
    request.peer = api::Peer::in_process;
    // Shared: after Ctrl-C the answer may come when nobody waits any more.
    const auto promise = std::make_shared<std::promise<api::Response>>();
    auto answered = promise->get_future();
    router_.handle(std::move(request),
                   [promise](api::Response r) { promise->set_value(std::move(r)); });
    while (answered.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready)
      if (interrupted()) return was_interrupted();
    api::Response response = answered.get();
    if (!response.stream) return response;
    const auto status =
        response.stream([&sink](std::string_view piece) { return !interrupted() && sink(piece); });
    if (!status) return std::unexpected(status.error());
    response.stream = nullptr;
    return response;
  }

  Status catch_up() override {
    while (true) {
      const auto reached = engine_->reach_log_end(std::chrono::milliseconds(200));
      if (interrupted()) return was_interrupted();
      if (reached) break;
      if (engine_->log_health().away) return reached;
    }
    const engine::Records& records = engine_->records();
    for (uint16_t p = 0; p < records.partition_count(); ++p) {
      const Offset end = records.end({p});
      while (engine_->position({p}).next.offset < end) {
        if (interrupted()) return was_interrupted();
        if (const auto failure = engine_->failure()) return std::unexpected(*failure);
        engine_->wait_folded({{p}, end + -1}, std::chrono::milliseconds(100));
      }
    }
    return {};
  }

  std::string name() const override { return name_; }

 private:
  std::unique_ptr<engine::Engine> engine_;
  api::Router router_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<Backend>> open_in_process(const Config& config) {
  DOSSIER_ASSIGN(auto engine,
                 engine::Engine::open(config.engine_options(), projections::all_projections()));
  return std::make_unique<InProcess>(std::move(engine), config);
}

}  // namespace dossier::cli
