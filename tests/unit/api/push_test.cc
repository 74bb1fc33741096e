// The core of push without a socket: what clients are told, in which order, and what becomes of
// those that are slow, silent, or may not.
#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "dossier/base/time.h"
#include "dossier/engine/position.h"
#include "push/hub.h"
#include "router_fixture.h"

namespace dossier::api::push {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

std::string text_of(const Frame& frame) {
  const auto size = static_cast<unsigned char>((*frame)[1]);
  return frame->substr(size < 126 ? 2 : size == 126 ? 4 : 10);
}

// A socket that takes what it is given, or nothing while it is full.
class FakeOutlet : public Outlet {
 public:
  bool offer(const Frame& frame) override {
    const std::lock_guard lock(mutex_);
    if (full_) return false;
    frames.push_back(frame);
    changed_.notify_all();
    return true;
  }
  void close(CloseCode code, std::string_view, const Frame& last) override {
    const std::lock_guard lock(mutex_);
    frames.push_back(last);
    closed = static_cast<int>(code);
    changed_.notify_all();
  }
  void fill(bool full) {
    const std::lock_guard lock(mutex_);
    full_ = full;
  }
  // All messages, once there are that many.
  Texts wait(size_t count, std::chrono::milliseconds most = 10s) {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, most, [&] { return frames.size() >= count; });
    CHECK_MESSAGE(came, "only " << frames.size() << " of " << count << " messages came");
    Texts texts;
    for (const Frame& frame : frames) texts.push_back(text_of(frame));
    return texts;
  }
  int wait_closed() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 10s, [&] { return closed != 0; });
    return closed;
  }
  std::vector<Frame> frames;
  int closed = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool full_ = false;
};

struct Person {
  ClientPtr client;
  std::shared_ptr<FakeOutlet> outlet = std::make_shared<FakeOutlet>();

  void say(const std::string& text) const { client->receive(text); }
  void subscribe(const std::string& topic, const std::string& after = "",
                 const std::string& id = "s1") const {
    say(R"({"type":"subscribe","id":")" + id + R"(","topic":")" + topic + R"(","after":")" + after +
        "\"}");
  }
};

struct Pushing : RouterFixture {
  explicit Pushing(HubOptions options = {}) : hub(*engine, router->metrics(), patient(options)) {
    folded(publish(registered("r-1", "C-1")));
  }
  ~Pushing() { hub.stop(); }
  static HubOptions patient(HubOptions options) {
    options.tick = 10ms;
    options.portfolio = 20ms;
    options.operations = 20ms;
    if (!options.may_subscribe)
      options.may_subscribe = [](const Principal& who, const TopicName& topic) {
        return topic.kind != TopicKind::operations || who.role == Role::admin;
      };
    options.masks = [](const Principal&) {
      render::Masks masks;
      masks.by_class.fill(render::Shown::full);
      return masks;
    };
    options.opened = [](const Principal&, const Subject&) {};
    return options;
  }
  Person connect(const std::string& id = "A-7", Role role = Role::officer) {
    Person person;
    person.client = hub.connect({id, role, {}, {}}, Format::web_socket);
    REQUIRE(person.client);
    person.client->open(person.outlet);
    people.push_back(person);
    return person;
  }
  // Published and folded; its position's token.
  std::string pay(const std::string& id) { return folded(publish(payment(id))); }
  std::string folded(const Response& answer) {
    REQUIRE(answer.status == 201);
    const std::string position = at(answer.body, "/position");
    const auto positions = engine::parse_position_token(engine->records().log_id(), position);
    REQUIRE(engine->wait_folded(positions->front(), 10s));
    return position;
  }

  Hub hub;
  std::vector<Person> people;
};

Texts types(const Texts& messages) {
  Texts list;
  for (const auto& message : messages) list.push_back(at(message, "/type"));
  return list;
}

}  // namespace

TEST_CASE("push: a subscriber is told where it stands, then each change with its rows, once") {
  Pushing api;
  const Person person = api.connect();
  person.subscribe("customer/C-1");
  const auto first = person.outlet->wait(2);
  REQUIRE(types(first) == Texts{"subscribed", "snapshot"});
  CHECK(at(first[0], "/resumed") == "false");
  CHECK(at(first[1], "/why") == "first");
  CHECK(at(first[1], "/id") == "s1");
  const std::string position = api.pay("p-1");
  api.pay("p-2");
  const auto all = person.outlet->wait(4);
  REQUIRE(types(all) == Texts{"subscribed", "snapshot", "change", "change"});
  CHECK(at(all[2], "/position") == position);
  CHECK(at(all[2], "/version") == position);
  CHECK(at(all[2], "/subject") == "customer/C-1");
  CHECK(all[2].find("\"payments\"") != std::string::npos);
  const std::string entry = at(all[2], "/rows/0/id");
  const auto page = api.get("/api/customers/C-1/timeline?limit=1&min_position=" + position);
  CHECK(at(page.body, "/entries/0/id") != entry);  // p-2 stands above it
  CHECK(at(api.get("/api/customers/C-1/timeline?limit=2").body, "/entries/1/id") == entry);
}

TEST_CASE("push: who comes back gets what was missed, once each, in order") {
  Pushing api;
  Person person = api.connect();
  person.subscribe("customer/C-1");
  person.outlet->wait(2);
  const std::string seen = api.pay("p-1");
  person.outlet->wait(3);
  person.client->gone();
  const Texts missed = {api.pay("p-2"), api.pay("p-3")};
  person = api.connect();
  person.subscribe("customer/C-1", seen);
  const std::string live = api.pay("p-4");
  const auto all = person.outlet->wait(4);
  REQUIRE(types(all) == Texts{"subscribed", "change", "change", "change"});
  CHECK(at(all[0], "/resumed") == "true");
  CHECK(at(all[0], "/position") == seen);
  CHECK(at(all[1], "/position") == missed[0]);
  CHECK(at(all[2], "/position") == missed[1]);
  CHECK(at(all[3], "/position") == live);
}

TEST_CASE("push: who was never here gets one snapshot, unless nothing has happened since") {
  Pushing api;
  const std::string old = api.pay("p-1");
  const std::string now = api.pay("p-2");
  const Person late = api.connect();
  late.subscribe("customer/C-1", old);
  const auto snapshot = late.outlet->wait(2);
  CHECK(types(snapshot) == Texts{"subscribed", "snapshot"});
  CHECK(at(snapshot[1], "/why") == "too-old");
  CHECK(at(snapshot[1], "/position") == now);
  Person other = api.connect();
  other.subscribe("customer/C-1", "AQIDBAUGBwgJAAA");
  CHECK(at(other.outlet->wait(1)[0], "/type") == "error");
}

TEST_CASE("push: what can not be subscribed to is an error with a problem and a remedy") {
  Pushing api;
  const Person person = api.connect();
  person.subscribe("agent/A-7");
  person.subscribe("customer/C-404");
  person.subscribe("operations");
  person.subscribe("customer/C-1");
  person.subscribe("portfolio");  // under an id that is in use
  person.say("{");
  person.say(R"({"type":"shout","id":"x"})");
  person.say(R"({"type":"subscribe","id":"x","topic":"portfolio","loud":"yes"})");
  const auto all = person.outlet->wait(9);
  const auto type = [&](size_t i) { return at(all[i], "/problem/type"); };
  CHECK(type(0) == "/problems/not-found");
  CHECK(at(all[0], "/problem/remedy").find("customer/ID") != std::string::npos);
  CHECK(type(1) == "/problems/not-found");
  CHECK(type(2) == "/problems/forbidden");
  CHECK(at(all[2], "/id") == "s1");
  CHECK(at(all[3], "/type") == "subscribed");
  for (const size_t i : {5, 6, 7, 8}) CHECK(type(i) == "/problems/invalid-request");
}

TEST_CASE("push: portfolio and operations tell their newest state only") {
  Pushing api;
  const Person admin = api.connect("root", Role::admin);
  admin.subscribe("operations", "", "o");
  const auto first = admin.outlet->wait(2);
  CHECK(at(first[1], "/operations/quarantine") == "0");
  const Person person = api.connect();
  person.subscribe("portfolio");
  person.outlet->wait(2);
  REQUIRE(api.publish(api::payment("d-1", "C-1", R"({"loan_id":"LN-1"})")).status == 422);
  const std::string loan =
      R"({"specversion":"1.0","id":"l-1","source":"/core","type":"dossier.loan.disbursed.v1",)"
      R"("subject":"C-1","time":"2026-03-02T10:15:00Z","data":{"loan_id":"LN-1",)"
      R"("value_date":"2026-03-02","amount":{"amount":"1000.00","currency":"JMD"}}})";
  REQUIRE(api.publish(loan).status == 201);
  const auto told = person.outlet->wait(3);
  CHECK(at(told[2], "/type") == "change");
  CHECK(at(told[2], "/changed/0") == "portfolio");
  CHECK(at(admin.outlet->wait(3)[2], "/type") == "change");
}

TEST_CASE("push: a day that is opened and a rate that is set are told to every subscription") {
  Pushing api;
  const Person person = api.connect();
  person.subscribe("customer/C-1");
  person.outlet->wait(2);
  REQUIRE(api.post("/api/ops/open-day", R"({"date":"2026-03-02"})", "application/json").status ==
          200);
  CHECK(at(person.outlet->wait(3)[2], "/type") == "day");
  CHECK(at(person.outlet->wait(3)[2], "/business_date") == "2026-03-02");
  REQUIRE(api.post("/api/ops/exchange-rates",
                   R"({"from":"USD","to":"JMD","rate":"156.25","date":"2026-03-02"})",
                   "application/json")
              .status < 300);
  CHECK(at(person.outlet->wait(4)[3], "/type") == "rates");
}

TEST_CASE("push: a slow reader is brought to the newest version and goes on from there") {
  HubOptions options;
  options.queue_collapse = 3;
  Pushing api(options);
  const Person slow = api.connect();
  const Person fast = api.connect();
  slow.subscribe("customer/C-1");
  fast.subscribe("customer/C-1");
  slow.outlet->wait(2);
  slow.outlet->fill(true);
  std::string last;
  for (int i = 0; i < 10; ++i) last = api.pay("p-" + std::to_string(i));
  CHECK(fast.outlet->wait(12).size() == 12);
  slow.outlet->fill(false);
  slow.client->room();
  auto told = slow.outlet->wait(3);
  REQUIRE(types(told) == Texts{"subscribed", "snapshot", "snapshot"});
  CHECK(at(told[2], "/why") == "slow");
  CHECK(at(told[2], "/position") == last);
  const std::string next = api.pay("p-next");
  told = slow.outlet->wait(4);
  REQUIRE(told.size() == 4);
  CHECK(at(told[3], "/type") == "change");
  CHECK(at(told[3], "/position") == next);
  CHECK(api.router->metrics().push_collapsed == 1);
}

TEST_CASE("push: who takes nothing for too long is told and dropped; the others get all") {
  HubOptions options;
  options.stall = 100ms;
  Pushing api(options);
  const Person stuck = api.connect();
  const Person fast = api.connect();
  stuck.subscribe("customer/C-1");
  fast.subscribe("customer/C-1");
  stuck.outlet->fill(true);
  for (int i = 0; i < 5; ++i) api.pay("p-" + std::to_string(i));
  CHECK(stuck.outlet->wait_closed() == 1013);
  CHECK(at(text_of(stuck.outlet->frames.back()), "/type") == "closing");
  CHECK(at(text_of(stuck.outlet->frames.back()), "/reason") == "slow");
  CHECK(fast.outlet->wait(7).size() == 7);
  CHECK(api.router->metrics().push_dropped == 1);
}

TEST_CASE("push: who is silent, or says too much, is dropped") {
  HubOptions options;
  options.silence = 100ms;
  options.rate_burst = 5;
  options.rate_per_second = 0;
  Pushing api(options);
  const Person talker = api.connect();
  for (int i = 0; i < 6; ++i) talker.say(R"({"type":"pong"})");
  CHECK(talker.outlet->wait_closed() == 1008);
  const Person silent = api.connect();
  CHECK(silent.outlet->wait_closed() == 1008);
}

TEST_CASE("push: who loses the customer from reach is told so, and hears no more") {
  std::atomic<bool> reach = true;
  HubOptions options;
  options.may_subscribe = [&](const Principal& who, const TopicName&) {
    return who.id != "A-8" || reach;
  };
  Pushing api(options);
  const Person kept = api.connect("A-7");
  const Person lost = api.connect("A-8");
  kept.subscribe("customer/C-1");
  lost.subscribe("customer/C-1");
  reach = false;
  api.pay("p-1");
  api.pay("p-2");
  kept.outlet->wait(4);
  const auto told = lost.outlet->wait(3);
  REQUIRE(types(told) == Texts{"subscribed", "snapshot", "error"});
  CHECK(at(told[2], "/problem/type") == "/problems/not-found");
  lost.subscribe("customer/C-1");
  CHECK(at(lost.outlet->wait(4)[3], "/problem/status") == "404");
}

TEST_CASE(
    "push: others hear who looks at a customer, and who leaves, a closed connection included") {
  Pushing api;
  const Person first = api.connect("A-1");
  const Person second = api.connect("A-2", Role::supervisor);
  first.subscribe("customer/C-1");
  second.subscribe("customer/C-1");
  second.outlet->wait(2);
  const std::string look = R"({"type":"presence","id":"s1","looking":true})";
  second.say(look);
  const auto joined = first.outlet->wait(3);
  CHECK(at(joined[2], "/event") == "join");
  CHECK(at(joined[2], "/who/0/id") == "A-2");
  CHECK(at(joined[2], "/who/0/role") == "supervisor");
  const Person third = api.connect("A-3");
  third.subscribe("customer/C-1");
  CHECK(at(third.outlet->wait(3)[2], "/event") == "here");
  const Person again = api.connect("A-2", Role::supervisor);  // the same person in another tab
  again.subscribe("customer/C-1");
  again.say(look);
  second.client->gone();
  again.client->gone();
  const auto left = first.outlet->wait(4);
  REQUIRE(left.size() == 4);
  CHECK(at(left[3], "/event") == "leave");
}

TEST_CASE("push: a frame is made once and shared by all who see the same") {
  Pushing api;
  const Person one = api.connect();
  const Person two = api.connect();
  one.subscribe("customer/C-1");
  two.subscribe("customer/C-1");
  api.pay("p-1");
  one.outlet->wait(3);
  two.outlet->wait(3);
  CHECK(one.outlet->frames[2].get() == two.outlet->frames[2].get());
}

TEST_CASE("push: a stop tells everyone and lets nobody in") {
  Pushing api;
  const Person person = api.connect();
  api.hub.stop();
  CHECK(person.outlet->wait_closed() == 1001);
  CHECK(at(text_of(person.outlet->frames.back()), "/type") == "closing");
  CHECK(api.hub.connect({}, Format::web_socket) == nullptr);
}

TEST_CASE("push: at most so many subscriptions on a connection, and so many connections") {
  HubOptions options;
  options.subscriptions_max = 1;
  options.clients_max = 1;
  Pushing api(options);
  const Person person = api.connect();
  person.subscribe("portfolio", "", "a");
  person.subscribe("customer/C-1", "", "b");
  CHECK(at(person.outlet->wait(3)[2], "/problem/status") == "503");
  person.say(R"({"type":"unsubscribe","id":"a"})");
  person.subscribe("customer/C-1", "", "b");
  CHECK(at(person.outlet->wait(4)[3], "/type") == "subscribed");
  CHECK(api.hub.connect({}, Format::web_socket) == nullptr);
  person.client->gone();
  CHECK(api.router->metrics().push_subscriptions == 0);
  CHECK(api.router->metrics().push_connections == 0);
}

TEST_CASE("tickets: good once, and for a short time") {
  auto now = Tickets::Clock::now();
  Tickets tickets([&now] { return now; });
  const auto ticket = tickets.issue({"A-7", Role::agent, {}, {}});
  REQUIRE(ticket.has_value());
  CHECK(tickets.redeem(*ticket)->id == "A-7");
  CHECK_FALSE(tickets.redeem(*ticket).has_value());
  const auto old = tickets.issue({});
  now += kTicketLife;
  CHECK_FALSE(tickets.redeem(*old).has_value());
  CHECK_FALSE(tickets.redeem("made-up").has_value());
}

TEST_CASE("push: which pages may connect") {
  const std::vector<std::string> configured = {"https://desk.bank.example"};
  const auto allowed = [&](std::string_view origin, std::string_view host) {
    return origin_allowed(origin, host, configured);
  };
  CHECK(allowed("", "127.0.0.1:8360"));
  CHECK(allowed("http://127.0.0.1:8360", "127.0.0.1:8360"));
  CHECK(allowed("http://localhost:8360", "localhost:8360"));
  CHECK(allowed("https://desk.bank.example", "127.0.0.1:8360"));
  for (const std::string_view origin :
       {"http://127.0.0.1:9999", "https://evil.example", "null", "http://desk.bank.example",
        "https://desk.bank.example.evil.example", "http://localhost:8360"})
    CHECK_FALSE(allowed(origin, "127.0.0.1:8360"));
  CHECK_FALSE(allowed("http://evil.example", "evil.example"));
}

TEST_CASE("push: frames carry their length in the form that it needs") {
  for (const size_t size : {10, 125, 126, 200, 65535, 65536, 70000}) {
    CAPTURE(size);
    const Message message("x", "\"y\":\"" + std::string(size, 'a') + "\"");
    const Frame frame = message.frame(Format::web_socket, {});
    const std::string text = text_of(frame);
    CHECK(at(text, "/y").size() == size);
    CHECK(static_cast<unsigned char>(frame->front()) == 0x81);
  }
  const Message message("change", "\"y\":1", "AQ");
  CHECK(*message.frame(Format::event_stream, "portfolio") ==
        "45\r\nevent: change\nid: AQ\ndata: {\"type\":\"change\",\"id\":\"portfolio\",\"y\":1}\n\n"
        "\r\n");
}

}  // namespace dossier::api::push
