// One connection: its subscriptions and what waits to be sent to it. Knows no socket: bytes go to
// an Outlet, which takes them or says that it is full. Safe from any thread; nothing here waits.
//
// What does not fit is queued. Beyond a bound, all that is queued of a subscription becomes one
// snapshot, made when there is room: the newest version instead of every one. Who takes nothing for
// too long is told, and dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"
#include "push/message.h"
#include "push/topic.h"
#include "reading.h"

namespace dossier::api::push {

class Hub;
struct Topic;

enum class CloseCode : uint16_t { going_away = 1001, policy = 1008, try_later = 1013 };

// The transport of one connection. From any thread; must not block or call the client back.
class Outlet {
 public:
  virtual ~Outlet() = default;
  // False: full; it will call Client::room() once it is not any more. A frame taken is kept whole.
  virtual bool offer(const Frame& frame) = 0;
  // Sends `last` behind what was taken, ends the connection, then calls Client::gone().
  virtual void close(CloseCode code, std::string_view reason, const Frame& last) = 0;
};

struct Subscription {
  std::string id;
  std::shared_ptr<Topic> topic;
  render::Language language = render::Language::en;
  bool looking = false;  // guarded by the topic
  // guarded by the client
  Offset last{-1};    // sent or queued up to here
  bool slow = false;  // a snapshot that is still to be made stands for all that comes
};
using SubscriptionPtr = std::shared_ptr<Subscription>;

class Client : public std::enable_shared_from_this<Client> {
 public:
  using Clock = std::chrono::steady_clock;

  Client(Hub& hub, Principal who, Format format);
  ~Client();

  // --- the transport's calls, one after the other; room() and gone() from any thread

  void open(std::shared_ptr<Outlet> outlet);  // once; nothing is sent before
  void receive(std::string_view text);        // a message of the client
  void room();
  void gone();  // no byte goes out any more

  // --- the hub's

  const Principal& who() const { return who_; }
  Format format() const { return format_; }
  void subscribe(const struct Command& command);
  // Of a subject's stream: passed over where it was sent already.
  void send(const SubscriptionPtr& subscription, Offset offset, const MessagePtr& message);
  // Takes the place of one of the same subscription that still waits.
  void send_newest(const SubscriptionPtr& subscription, const MessagePtr& message);
  // Sent as it is; no subscription: of the connection.
  void say(const SubscriptionPtr& subscription, const MessagePtr& message);
  // Ends a subscription that the hub has taken off its topic.
  void end(const SubscriptionPtr& subscription, const Error& why);
  void rewind(const SubscriptionPtr& subscription, Offset last);
  void close(CloseCode code, std::string_view reason);
  // Heartbeat where nothing waits; who was silent or full for too long is dropped.
  void tick(Clock::time_point now, const MessagePtr& heartbeat);

 private:
  struct Waiting {
    SubscriptionPtr subscription;  // null: of the connection
    MessagePtr message;            // null: a snapshot, made when there is room
    bool replaceable = false;
  };

  void enqueue(Waiting waiting);
  bool offer(const Waiting& waiting);
  void collapse();
  void drop(CloseCode code, std::string_view reason);
  bool within_rate();
  void fault(const Error& error, std::string_view id);
  SubscriptionPtr find(std::string_view id);
  void unsubscribe(const struct Command& command);

  Hub& hub_;
  const Principal who_;
  const Format format_;

  std::mutex mutex_;
  // guarded by mutex_
  std::shared_ptr<Outlet> outlet_;
  std::map<std::string, SubscriptionPtr, std::less<>> subscriptions_;
  std::deque<Waiting> queue_;
  bool closed_ = false;  // nothing is sent any more
  bool gone_ = false;
  Clock::time_point progress_ = Clock::now();  // a frame was taken, or nothing waited
  Clock::time_point heard_ = Clock::now();
  double allowance_ = 0;  // messages that it may send at once
  Clock::time_point allowed_at_ = Clock::now();
};
using ClientPtr = std::shared_ptr<Client>;

}  // namespace dossier::api::push
