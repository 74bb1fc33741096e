// What the hub sends by itself: changes as the engine tells them, and what time brings.
#include <algorithm>

#include "push/hub.h"
#include "push/render.h"

namespace dossier::api::push {
namespace {

// Renders a message once for each way to see it.
class ByViewer {
 public:
  using Make = std::function<MessagePtr(const render::Viewer&)>;
  explicit ByViewer(Make make) : make_(std::move(make)) {}
  const MessagePtr& of(const render::Viewer& viewer) {
    MessagePtr& message = made_[{viewer.masks.by_class, viewer.language}];
    if (!message) message = make_(viewer);
    return message;
  }

 private:
  const Make make_;
  std::map<std::pair<decltype(render::Masks::by_class), render::Language>, MessagePtr> made_;
};

}  // namespace

void Hub::receive(const engine::ChangeBatch& batch) {
  if (batch.gap)
    for (const TopicPtr& topic : customers_in(batch.partition)) deliver_gap(*topic);
  bool all = false;  // of the portfolio: a day or a rate is news to all
  for (const auto& change : batch.changes) {
    if (change->kind == engine::Change::Kind::subject) {
      if (const TopicPtr topic = find(change->subject.key())) deliver(*topic, *change);
      continue;
    }
    all = true;
    for (const TopicPtr& topic : customers_in(batch.partition)) deliver(*topic, *change);
  }
  if (!all && !batch.gap && batch.totals.empty() && !batch.quarantine) return;
  const std::lock_guard lock(mutex_);
  portfolio_moved_ = true;
}

void Hub::deliver(Topic& topic, const engine::Change& change) {
  const std::lock_guard lock(topic.mutex);
  ByViewer messages([&](const render::Viewer& viewer) {
    return change_message(engine_, topic.name, change, viewer);
  });
  each(topic, [&](const Topic::Subscriber& one) {
    one.client->send(one.subscription, change.position.offset,
                     messages.of(viewer_of(one.client, one.subscription)));
  });
}

void Hub::deliver_gap(Topic& topic) {
  const std::lock_guard lock(topic.mutex);
  Offset last;
  const MessagePtr message = snapshot(topic, "gap", last);
  each(topic,
       [&](const Topic::Subscriber& one) { one.client->send(one.subscription, last, message); });
}

void Hub::run_ticks() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait_for(lock, options_.tick, [this] { return stopping_; });
    if (stopping_) return;
    lock.unlock();
    const auto now = Clock::now();
    tick_portfolio(now);
    tick_operations(now);
    tick_clients(now);
    lock.lock();
  }
}

void Hub::tick_portfolio(Clock::time_point now) {
  if (now - portfolio_told_ < options_.portfolio) return;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(portfolio_moved_, false)) return;
  }
  const TopicPtr topic = find("portfolio");
  if (!topic) return;
  portfolio_told_ = now;
  const MessagePtr message = portfolio_message(engine_, "change", {});
  const std::lock_guard lock(topic->mutex);
  each(*topic,
       [&](const Topic::Subscriber& one) { one.client->send_newest(one.subscription, message); });
}

void Hub::tick_operations(Clock::time_point now) {
  if (now - operations_told_ < options_.operations) return;
  const TopicPtr topic = find("operations");
  if (!topic) return;
  operations_told_ = now;
  std::string state = operations_json(engine_);
  const std::lock_guard lock(topic->mutex);
  if (state == topic->last) return;
  const MessagePtr message = operations_message("change", state);
  topic->last = std::move(state);
  each(*topic,
       [&](const Topic::Subscriber& one) { one.client->send_newest(one.subscription, message); });
}

void Hub::tick_clients(Clock::time_point now) {
  MessagePtr heartbeat;
  if (now - heartbeat_told_ >= options_.heartbeat) {
    heartbeat_told_ = now;
    const Instant at{engine_.now_ms() * 1000};
    heartbeat = std::make_shared<Message>("heartbeat", "\"at\":\"" + to_string(at) + "\"");
  }
  for (const auto& client : clients()) client->tick(now, heartbeat);
}

}  // namespace dossier::api::push
