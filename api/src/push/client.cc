#include "push/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "errors.h"
#include "push/command.h"
#include "push/hub.h"

namespace dossier::api::push {
namespace {

MessagePtr error_message(const Error& error) {
  JsonWriter out;
  out.begin_object();
  write_problem(out, problem_of(error), error, {});
  out.end_object();
  return std::make_shared<Message>("error", "\"problem\":" + out.take());
}

Frame closing_frame(Format format, CloseCode code, std::string_view reason) {
  return Message("closing",
                 fmt::format("\"code\":{},\"reason\":\"{}\"", static_cast<int>(code), reason))
      .frame(format, {});
}

}  // namespace

Client::Client(Hub& hub, Principal who, Format format)
    : hub_(hub), who_(std::move(who)), format_(format), allowance_(hub.options().rate_burst) {}

// One that never came to be a connection goes without gone().
Client::~Client() {
  if (!gone_) hub_.disconnected(this);
}

void Client::open(std::shared_ptr<Outlet> outlet) {
  const std::lock_guard lock(mutex_);
  if (gone_) return;
  outlet_ = std::move(outlet);
  if (closed_)
    outlet_->close(CloseCode::going_away, "stopping",
                   closing_frame(format_, CloseCode::going_away, "stopping"));
}

bool Client::within_rate() {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  heard_ = now;
  const HubOptions& options = hub_.options();
  const double passed = std::chrono::duration<double>(now - allowed_at_).count();
  allowed_at_ = now;
  allowance_ = std::min(options.rate_burst, allowance_ + passed * options.rate_per_second);
  allowance_ -= 1;
  if (allowance_ >= 0) return true;
  drop(CloseCode::policy, "too many messages");
  return false;
}

void Client::receive(std::string_view text) {
  if (!within_rate()) return;
  const auto command = parse_command(text);
  if (!command) return fault(command.error(), {});
  switch (command->kind) {
    case Command::Kind::pong: return;
    case Command::Kind::subscribe: return subscribe(*command);
    case Command::Kind::unsubscribe: return unsubscribe(*command);
    case Command::Kind::presence: break;
  }
  const auto subscription = find(command->id);
  if (!subscription)
    return fault({ErrorCode::not_found, "no subscription has this id", "id", ""}, command->id);
  if (const auto status = hub_.look(shared_from_this(), subscription, command->looking); !status)
    fault(status.error(), command->id);
}

void Client::subscribe(const Command& command) {
  const auto name = parse_topic(command.topic);
  if (!name) return fault(name.error(), command.id);
  auto subscription = std::make_shared<Subscription>();
  subscription->id = command.id;
  subscription->language = command.language;
  {
    const std::lock_guard lock(mutex_);
    if (gone_) return;
    const bool many = subscriptions_.size() >= hub_.options().subscriptions_max;
    const bool known = subscriptions_.contains(command.id);
    if (many || known) {
      const Error error =
          known ? Error{ErrorCode::invalid, "names a subscription already", "id",
                        "unsubscribe it first, or use another"}
                : Error{ErrorCode::unavailable, "too many subscriptions on one connection", "",
                        "unsubscribe what is not shown any more"};
      return enqueue({std::make_shared<Subscription>(*subscription), error_message(error)});
    }
    subscriptions_.emplace(command.id, subscription);
  }
  const auto status = hub_.subscribe(shared_from_this(), subscription, *name, command.after);
  if (!status) end(subscription, status.error());
}

void Client::unsubscribe(const Command& command) {
  SubscriptionPtr subscription;
  {
    const std::lock_guard lock(mutex_);
    const auto found = subscriptions_.find(command.id);
    if (found == subscriptions_.end()) return;
    subscription = found->second;
    subscriptions_.erase(found);
    std::erase_if(queue_, [&](const Waiting& w) { return w.subscription == subscription; });
  }
  hub_.leave(shared_from_this(), subscription);
}

SubscriptionPtr Client::find(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = subscriptions_.find(id);
  return found == subscriptions_.end() ? nullptr : found->second;
}

void Client::fault(const Error& error, std::string_view id) {
  auto of = std::make_shared<Subscription>();
  of->id = id;
  say(of, error_message(error));
}

void Client::send(const SubscriptionPtr& subscription, Offset offset, const MessagePtr& message) {
  const std::lock_guard lock(mutex_);
  if (offset <= subscription->last) return;
  subscription->last = offset;
  if (!subscription->slow) enqueue({subscription, message, true});
}

void Client::send_newest(const SubscriptionPtr& subscription, const MessagePtr& message) {
  const std::lock_guard lock(mutex_);
  std::erase_if(queue_,
                [&](const Waiting& w) { return w.subscription == subscription && w.replaceable; });
  enqueue({subscription, message, true});
}

void Client::say(const SubscriptionPtr& subscription, const MessagePtr& message) {
  const std::lock_guard lock(mutex_);
  enqueue({subscription, message});
}

void Client::end(const SubscriptionPtr& subscription, const Error& why) {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscriptions_, [&](const auto& one) { return one.second == subscription; });
  std::erase_if(queue_, [&](const Waiting& w) { return w.subscription == subscription; });
  enqueue({subscription, error_message(why)});
}

void Client::rewind(const SubscriptionPtr& subscription, Offset last) {
  const std::lock_guard lock(mutex_);
  subscription->last = last;
}

// Under the lock, as all below.
void Client::enqueue(Waiting waiting) {
  if (closed_ || !outlet_) return;
  if (queue_.empty()) {
    progress_ = Clock::now();
    if (offer(waiting)) return;
  }
  queue_.push_back(std::move(waiting));
  Metrics& metrics = hub_.metrics();
  if (queue_.size() > metrics.push_queue_high) metrics.push_queue_high = queue_.size();
  if (queue_.size() > hub_.options().queue_collapse) collapse();
  if (queue_.size() > hub_.options().queue_max) drop(CloseCode::try_later, "slow");
}

bool Client::offer(const Waiting& waiting) {
  const std::string_view id =
      waiting.subscription ? std::string_view(waiting.subscription->id) : std::string_view();
  MessagePtr message = waiting.message;
  Offset last;
  if (!message) message = hub_.snapshot(*waiting.subscription->topic, "slow", last);
  if (!outlet_->offer(message->frame(format_, id))) return false;
  ++hub_.metrics().push_messages;
  progress_ = Clock::now();
  if (!waiting.message) {
    waiting.subscription->slow = false;
    waiting.subscription->last = std::max(waiting.subscription->last, last);
  }
  return true;
}

void Client::collapse() {
  std::deque<Waiting> kept;
  for (Waiting& waiting : queue_) {
    if (!waiting.replaceable) {
      kept.push_back(std::move(waiting));
    } else if (!std::exchange(waiting.subscription->slow, true)) {
      kept.push_back({waiting.subscription, nullptr});
      ++hub_.metrics().push_collapsed;
    }
  }
  queue_ = std::move(kept);
}

void Client::room() {
  const std::lock_guard lock(mutex_);
  while (!closed_ && !queue_.empty() && offer(queue_.front())) queue_.pop_front();
}

void Client::drop(CloseCode code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  queue_.clear();
  if (code != CloseCode::going_away) ++hub_.metrics().push_dropped;
  if (outlet_) outlet_->close(code, reason, closing_frame(format_, code, reason));
}

void Client::close(CloseCode code, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  drop(code, reason);
}

void Client::tick(Clock::time_point now, const MessagePtr& heartbeat) {
  const std::lock_guard lock(mutex_);
  if (closed_ || !outlet_) return;
  const HubOptions& options = hub_.options();
  if (!queue_.empty() && now - progress_ > options.stall) return drop(CloseCode::try_later, "slow");
  if (format_ == Format::web_socket && now - heard_ > options.silence)
    return drop(CloseCode::policy, "silent: answer heartbeats with pong");
  if (!heartbeat || !queue_.empty()) return;
  // A heartbeat that finds no room is no news: the next one may.
  if (!outlet_->offer(format_ == Format::web_socket ? heartbeat->frame(format_, {})
                                                    : comment_frame()))
    progress_ = now;
}

void Client::gone() {
  std::map<std::string, SubscriptionPtr, std::less<>> subscriptions;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(gone_, true)) return;
    closed_ = true;
    subscriptions.swap(subscriptions_);
    queue_.clear();
    outlet_.reset();
  }
  for (const auto& [id, subscription] : subscriptions) hub_.leave(shared_from_this(), subscription);
  hub_.disconnected(this);
}

}  // namespace dossier::api::push
