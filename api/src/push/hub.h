// The centre of push: who is connected, who subscribed to what, and what the engine says has
// changed. Transport-free. The engine's feed thread delivers; a thread of its own ticks. Lock
// order: hub, topic, client, outlet; the engine is called under a topic or a client, never under
// the hub.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "dossier/api/metrics.h"
#include "dossier/engine/engine.h"
#include "dossier/render/render.h"
#include "push/client.h"
#include "push/command.h"
#include "push/tickets.h"
#include "push/topic.h"

namespace dossier::api::push {

struct HubOptions {
  size_t clients_max = 20'000;
  size_t subscriptions_max = 64;  // of one connection
  size_t queue_collapse = 64;     // messages that wait, before they become snapshots
  size_t queue_max = 256;         // beyond it the connection is dropped
  double rate_per_second = 20;    // messages of one client, after a burst
  double rate_burst = 200;
  std::chrono::milliseconds heartbeat{15'000};
  std::chrono::milliseconds silence{60'000};  // without a message of the client
  std::chrono::milliseconds stall{10'000};    // in which it takes nothing of what waits
  std::chrono::milliseconds tick{250};
  std::chrono::milliseconds portfolio{500};  // at least, between two of its messages
  std::chrono::milliseconds operations{1'000};
  // Asked when somebody subscribes, and again before each message.
  std::function<bool(const Principal&, const TopicName&)> may_subscribe;
  std::function<render::Masks(const Principal&)> masks;  // what that person sees of customers
  std::function<void(const Principal&, const Subject&)> opened;  // a customer, by that person
};

// One thing that is subscribed to.
struct Topic {
  struct Subscriber {
    ClientPtr client;
    SubscriptionPtr subscription;
  };
  explicit Topic(TopicName n) : name(std::move(n)) {}

  const TopicName name;
  Partition partition;  // of a customer
  std::mutex mutex;
  // guarded by mutex
  std::vector<Subscriber> subscribers;
  bool removed = false;  // not in the hub any more
  std::string last;      // of operations: as told last
};

class Hub {
 public:
  // Engine and metrics outlive the hub, the hub all its clients.
  Hub(engine::Engine& engine, Metrics& metrics, HubOptions options);
  ~Hub();

  // A new connection; null where there are too many, or the server stops.
  ClientPtr connect(Principal who, Format format);
  Tickets& tickets() { return tickets_; }
  // Tells all clients, then closes them. Nobody comes in any more.
  void stop();
  // What is left after stop() ends here and now.
  void abandon();
  bool wait_none(std::chrono::milliseconds most);

  // --- for Client, without its lock

  // Errors: those that the client is told.
  Status subscribe(const ClientPtr& client, const SubscriptionPtr& subscription,
                   const TopicName& name, const std::string& after);
  void leave(const ClientPtr& client, const SubscriptionPtr& subscription);
  Status look(const ClientPtr& client, const SubscriptionPtr& subscription, bool looking);
  void disconnected(Client* client);

  // --- for Client, under its lock

  const HubOptions& options() const { return options_; }
  Metrics& metrics() { return metrics_; }
  // As of now; `last`: up to where it speaks for a customer's changes.
  MessagePtr snapshot(const Topic& topic, std::string_view why, Offset& last) const;

 private:
  using Clock = std::chrono::steady_clock;
  using TopicPtr = std::shared_ptr<Topic>;

  TopicPtr topic_of(const TopicName& name);
  TopicPtr find(const std::string& name) const;
  std::vector<TopicPtr> customers_in(Partition partition) const;
  void forget_if_empty(const TopicPtr& topic);
  std::vector<ClientPtr> clients() const;

  Status subscribe_customer(const ClientPtr& client, const SubscriptionPtr& subscription,
                            Topic& topic, const std::string& after);
  Status subscribe_whole(const ClientPtr& client, const SubscriptionPtr& subscription,
                         Topic& topic);
  Result<std::optional<Offset>> resumed_after(const Topic& topic, const std::string& after) const;
  void start_listening();
  render::Viewer viewer_of(const ClientPtr& client, const SubscriptionPtr& subscription) const {
    return {options_.masks(client->who()), subscription->language};
  }

  // Under the topic's lock. `send` is called for each subscriber who may still have it.
  using SendOne = std::function<void(const Topic::Subscriber&)>;
  void each(Topic& topic, const SendOne& send);
  void tell_presence(Topic& topic, std::string_view event, const Topic::Subscriber& about);
  void tell_present(const Topic& topic, const Topic::Subscriber& to);
  bool present_besides(const Topic& topic, const Client& who) const;
  bool remove(Topic& topic, const ClientPtr& client, const SubscriptionPtr& subscription);

  void receive(const engine::ChangeBatch& batch);  // on the feed's thread
  void deliver(Topic& topic, const engine::Change& change);
  void deliver_gap(Topic& topic);

  void run_ticks();
  void tick_portfolio(Clock::time_point now);
  void tick_operations(Clock::time_point now);
  void tick_clients(Clock::time_point now);

  engine::Engine& engine_;
  Metrics& metrics_;
  const HubOptions options_;
  Tickets tickets_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  std::map<Client*, std::weak_ptr<Client>> clients_;
  std::map<std::string, TopicPtr> topics_;
  bool stopping_ = false;
  std::optional<uint64_t> receiver_;
  std::once_flag listening_;
  bool portfolio_moved_ = false;
  std::thread ticker_;

  // ticker only
  Clock::time_point portfolio_told_{}, operations_told_{}, heartbeat_told_ = Clock::now();
};

}  // namespace dossier::api::push
