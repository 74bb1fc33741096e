#include "push/hub.h"

#include <algorithm>
#include <array>

#include "dossier/engine/position.h"
#include "push/render.h"

namespace dossier::api::push {
Hub::Hub(engine::Engine& engine, Metrics& metrics, HubOptions options)
    : engine_(engine), metrics_(metrics), options_(std::move(options)) {}

Hub::~Hub() {
  stop();
  abandon();
}

ClientPtr Hub::connect(Principal who, Format format) {
  start_listening();
  const std::lock_guard lock(mutex_);
  if (stopping_ || clients_.size() >= options_.clients_max) return nullptr;
  auto client = std::make_shared<Client>(*this, std::move(who), format);
  clients_.emplace(client.get(), client);
  ++metrics_.push_connections;
  return client;
}

// With the first client: a process that serves none has no feed to pay for.
void Hub::start_listening() {
  std::call_once(listening_, [this] {
    const uint64_t receiver =
        engine_.changes().listen([this](const engine::ChangeBatch& batch) { receive(batch); });
    const std::lock_guard lock(mutex_);
    receiver_ = receiver;
    if (!stopping_) ticker_ = std::thread([this] { run_ticks(); });
  });
}

void Hub::stop() {
  std::optional<uint64_t> receiver;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopping_, true)) return;
    receiver = receiver_;
  }
  changed_.notify_all();
  if (receiver) engine_.changes().ignore(*receiver);
  if (ticker_.joinable()) ticker_.join();
  for (const auto& client : clients()) client->close(CloseCode::going_away, "stopping");
}

void Hub::abandon() {
  for (const auto& client : clients()) client->gone();
}

bool Hub::wait_none(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [this] { return clients_.empty(); });
}

std::vector<ClientPtr> Hub::clients() const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientPtr> live;
  for (const auto& [key, client] : clients_)
    if (auto strong = client.lock()) live.push_back(std::move(strong));
  return live;
}

void Hub::disconnected(Client* client) {
  const std::lock_guard lock(mutex_);
  if (clients_.erase(client) == 0) return;
  --metrics_.push_connections;
  if (clients_.empty()) changed_.notify_all();
}

Hub::TopicPtr Hub::topic_of(const TopicName& name) {
  const std::lock_guard lock(mutex_);
  auto& topic = topics_[name.text];
  if (!topic) {
    topic = std::make_shared<Topic>(name);
    if (name.kind == TopicKind::customer)
      topic->partition = partition_of(name.subject, engine_.records().partition_count());
  }
  return topic;
}

Hub::TopicPtr Hub::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : found->second;
}

std::vector<Hub::TopicPtr> Hub::customers_in(Partition partition) const {
  const std::lock_guard lock(mutex_);
  std::vector<TopicPtr> some;
  for (const auto& [name, topic] : topics_)
    if (topic->name.kind == TopicKind::customer && topic->partition == partition)
      some.push_back(topic);
  return some;
}

void Hub::forget_if_empty(const TopicPtr& topic) {
  const std::lock_guard lock(mutex_);
  const std::lock_guard topic_lock(topic->mutex);
  if (!topic->subscribers.empty() || std::exchange(topic->removed, true)) return;
  topics_.erase(topic->name.text);
}

Status Hub::subscribe(const ClientPtr& client, const SubscriptionPtr& subscription,
                      const TopicName& name, const std::string& after) {
  if (!options_.may_subscribe(client->who(), name)) return std::unexpected(no_access(name));
  while (true) {
    const TopicPtr topic = topic_of(name);
    Status status;
    {
      const std::lock_guard lock(topic->mutex);
      if (topic->removed) continue;
      subscription->topic = topic;
      status = name.kind == TopicKind::customer
                   ? subscribe_customer(client, subscription, *topic, after)
                   : subscribe_whole(client, subscription, *topic);
    }
    if (!status) {
      forget_if_empty(topic);
      return status;
    }
    ++metrics_.push_subscriptions;
    return {};
  }
}

// Whatever came before: what these topics say stands for itself.
Status Hub::subscribe_whole(const ClientPtr& client, const SubscriptionPtr& subscription,
                            Topic& topic) {
  topic.subscribers.push_back({client, subscription});
  if (topic.name.kind == TopicKind::portfolio) {
    client->say(subscription, portfolio_message(engine_, "subscribed", {}));
    client->say(subscription, portfolio_message(engine_, "snapshot", "first"));
  } else {
    client->say(subscription, operations_message("subscribed", {}));
    client->say(subscription, operations_message("snapshot", operations_json(engine_)));
  }
  return {};
}

// The offset that the client has seen; nothing where the token says nothing of this customer.
Result<std::optional<Offset>> Hub::resumed_after(const Topic& topic,
                                                 const std::string& after) const {
  if (after.empty()) return std::nullopt;
  DOSSIER_ASSIGN(const auto positions,
                 engine::parse_position_token(engine_.records().log_id(), after));
  for (const Position& position : positions)
    if (position.partition == topic.partition &&
        position.offset < engine_.records().end(topic.partition))
      return std::optional(position.offset);
  return std::nullopt;
}

Status Hub::subscribe_customer(const ClientPtr& client, const SubscriptionPtr& subscription,
                               Topic& topic, const std::string& after) {
  const Subject& subject = topic.name.subject;
  DOSSIER_ASSIGN(const auto seen, resumed_after(topic, after));
  engine::ChangeFeed& feed = engine_.changes();
  feed.watch(subject);
  const auto view = engine_.read(subject, {});  // after the watch: what follows is told
  // One that is not there yet may be known to who has seen further than is folded: after a restart.
  const bool ahead = view && seen && *seen >= view->folded.next.offset;
  if (!view || (!view->exists && !ahead)) {
    feed.unwatch(subject);
    if (!view) return std::unexpected(view.error());
    return fail(ErrorCode::not_found, "no customer has this id", "topic");
  }
  std::optional<std::vector<engine::ChangePtr>> missed;
  if (seen) missed = feed.since(subject, *seen, view->version.offset);
  const Offset last = missed ? *seen : view->folded.next.offset + -1;
  client->rewind(subscription, last);
  client->say(subscription, subscribed_message(engine_, topic.name, *view, {topic.partition, last},
                                               missed.has_value()));
  if (missed) {
    for (const auto& change : *missed)
      client->send(subscription, change->position.offset,
                   change_message(engine_, topic.name, *change, viewer_of(client, subscription)));
  } else {
    client->say(subscription,
                snapshot_message(engine_, topic.name, after.empty() ? "first" : "too-old", *view));
  }
  topic.subscribers.push_back({client, subscription});
  tell_present(topic, topic.subscribers.back());
  options_.opened(client->who(), subject);
  return {};
}

// Under the topic's lock.
bool Hub::remove(Topic& topic, const ClientPtr& client, const SubscriptionPtr& subscription) {
  const auto found = std::ranges::find_if(topic.subscribers, [&](const Topic::Subscriber& one) {
    return one.subscription == subscription;
  });
  if (found == topic.subscribers.end()) return false;
  const Topic::Subscriber left = std::move(*found);
  *found = std::move(topic.subscribers.back());
  topic.subscribers.pop_back();
  if (std::exchange(subscription->looking, false) && !present_besides(topic, *client))
    tell_presence(topic, "leave", left);
  if (topic.name.kind == TopicKind::customer) engine_.changes().unwatch(topic.name.subject);
  --metrics_.push_subscriptions;
  return true;
}

void Hub::leave(const ClientPtr& client, const SubscriptionPtr& subscription) {
  const TopicPtr topic = subscription->topic;
  if (!topic) return;
  {
    const std::lock_guard lock(topic->mutex);
    remove(*topic, client, subscription);
  }
  forget_if_empty(topic);
}

Status Hub::look(const ClientPtr& client, const SubscriptionPtr& subscription, bool looking) {
  Topic& topic = *subscription->topic;
  if (topic.name.kind != TopicKind::customer)
    return fail(ErrorCode::invalid, "presence is told of customers only", "id");
  const std::lock_guard lock(topic.mutex);
  if (subscription->looking == looking) return {};
  subscription->looking = false;
  const bool besides = present_besides(topic, *client);
  subscription->looking = looking;
  if (!besides) tell_presence(topic, looking ? "join" : "leave", {client, subscription});
  return {};
}

// Whether that person looks at it through another subscription.
bool Hub::present_besides(const Topic& topic, const Client& client) const {
  return std::ranges::any_of(topic.subscribers, [&](const Topic::Subscriber& one) {
    return one.subscription->looking && one.client->who().id == client.who().id;
  });
}

void Hub::tell_presence(Topic& topic, std::string_view event, const Topic::Subscriber& about) {
  const Principal& who = about.client->who();
  const MessagePtr message =
      presence_message(topic.name, event, std::array{Present{who.id, who.role}});
  each(topic, [&](const Topic::Subscriber& one) {
    if (one.client != about.client) one.client->say(one.subscription, message);
  });
}

void Hub::tell_present(const Topic& topic, const Topic::Subscriber& to) {
  std::map<std::string, Role> here;
  for (const auto& one : topic.subscribers)
    if (one.subscription->looking) here.emplace(one.client->who().id, one.client->who().role);
  if (here.empty()) return;
  std::vector<Present> who;
  for (const auto& [id, role] : here) who.push_back({id, role});
  to.client->say(to.subscription, presence_message(topic.name, "here", who));
}

void Hub::each(Topic& topic, const SendOne& send) {
  std::vector<Topic::Subscriber> out_of_reach;
  for (const auto& one : topic.subscribers) {
    if (options_.may_subscribe(one.client->who(), topic.name)) {
      send(one);
    } else {
      out_of_reach.push_back(one);
    }
  }
  for (const auto& one : out_of_reach)
    if (remove(topic, one.client, one.subscription))
      one.client->end(one.subscription, no_access(topic.name));
}

MessagePtr Hub::snapshot(const Topic& topic, std::string_view why, Offset& last) const {
  if (topic.name.kind == TopicKind::portfolio) return portfolio_message(engine_, "snapshot", why);
  if (topic.name.kind == TopicKind::operations)
    return operations_message("snapshot", operations_json(engine_));
  auto view = engine_.read(topic.name.subject, {});
  if (!view) {  // its partition has stopped: what is folded is all that there is
    view = engine::SubjectView{};
    view->folded = engine_.position(topic.partition);
    view->version = {topic.partition, view->folded.next.offset + -1};
  }
  last = view->folded.next.offset + -1;
  return snapshot_message(engine_, topic.name, why, *view);
}

}  // namespace dossier::api::push
