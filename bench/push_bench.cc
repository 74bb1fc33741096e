// Push to many: so many WebSocket subscribers of one customer, one event, and how long it takes to
// reach each of them, from the moment it is published (append, fold, render and send included).
// Server and clients share the machine; the clients are plain sockets under one epoll.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "dossier/api/server.h"
#include "dossier/base/ensure.h"
#include "dossier/projections/registry.h"

namespace {

using namespace dossier;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kHandshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer ";
constexpr std::string_view kSubscribe = R"({"type":"subscribe","id":"s","topic":"customer/C-1"})";

template <class T>
T must(Result<T> result) {
  ENSURE(result, "{}", to_string(result.error()));
  return std::move(*result);
}

// A server on a folder of its own.
struct Served {
  std::string folder = (std::filesystem::temp_directory_path() / "dossier-push-bench").string();
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<api::DevIssuer> issuer;
  std::unique_ptr<api::Authenticator> authenticator;
  std::optional<api::Router> router;
  std::unique_ptr<api::Server> server;

  Served() {
    std::filesystem::remove_all(folder);
    engine::EngineOptions options;
    options.var = folder;
    options.partitions = 4;
    engine = must(engine::Engine::open(options, projections::all_projections()));
    issuer = must(api::DevIssuer::open(folder, true));
    authenticator = must(api::Authenticator::open({.issuers = {issuer->issuer()}}));
    api::RouterOptions settings;
    settings.var = folder;
    settings.authenticator = authenticator.get();
    settings.requests_a_second = 0;  // so many handshakes at once are one person's here
    router.emplace(*engine, settings);
    api::ServerOptions listening;
    listening.port = 0;
    server = must(api::Server::start(*router, listening));
  }
  ~Served() {
    server->stop();
    router->stop();
    engine->stop();
    server.reset();
    std::filesystem::remove_all(folder);
  }

  std::string token() const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return issuer->token(api::dev_person(api::Role::admin),
                         std::chrono::duration_cast<std::chrono::seconds>(now).count());
  }

  // Answers once the event is durable.
  void publish(int number) {
    const std::string event = fmt::format(
        R"({{"specversion":"1.0","id":"n-{0}","source":"/bench","type":"dossier.note.added.v1",)"
        R"("subject":"C-1","time":"2026-03-02T10:15:00Z",)"
        R"("data":{{"note_id":"N-{0}","text":"Asked for a call back on Tuesday."}}}})",
        number);
    std::promise<int> status;
    router->handle({"POST",
                    "/api/events",
                    {{"content-type", "application/cloudevents+json"}},
                    event,
                    api::Peer::in_process},
                   [&](api::Response response) { status.set_value(response.status); });
    const int got = status.get_future().get();
    ENSURE(got == 201, "publishing was answered {}", got);
  }
};

void send_all(int socket, std::string_view bytes) {
  const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ENSURE(sent == static_cast<ssize_t>(bytes.size()), "the server took less than was sent");
}

std::string masked(std::string_view text) {  // a text frame of a client, its mask all zeros
  std::string frame = {static_cast<char>(0x81), static_cast<char>(0x80 | text.size()), 0, 0, 0, 0};
  return frame.append(text);
}

class Clients {
 public:
  Clients(const Served& served, size_t count) : epoll_(::epoll_create1(0)) {
    const std::string handshake = fmt::format("{}{}\r\n\r\n", kHandshake, served.token());
    for (size_t i = 0; i < count; ++i) connect(served.server->port(), handshake);
  }
  ~Clients() {
    for (const int socket : sockets_) ::close(socket);
    ::close(epoll_);
  }

  // Calls `seen` with the index of each client that has received that text, each once.
  template <class Seen>
  void until_all(std::string_view text, Seen&& seen) {
    std::vector<std::string> tails(sockets_.size());
    std::vector<bool> has(sockets_.size());
    std::array<epoll_event, 256> events;
    std::array<char, 16384> bytes;
    for (size_t left = sockets_.size(); left > 0;) {
      const int ready = ::epoll_wait(epoll_, events.data(), events.size(), 30'000);
      ENSURE(ready > 0, "{} clients have not heard within 30 s", left);
      for (int i = 0; i < ready; ++i) {
        const size_t client = events[static_cast<size_t>(i)].data.u32;
        const auto size = ::recv(sockets_[client], bytes.data(), bytes.size(), 0);
        ENSURE(size > 0, "the server closed a connection");
        std::string& tail = tails[client];
        tail.append(bytes.data(), static_cast<size_t>(size));
        if (has[client] || tail.find(text) == std::string::npos) continue;
        has[client] = true;
        --left;
        seen(client);
      }
    }
  }
  void send(std::string_view bytes) {
    for (const int socket : sockets_) send_all(socket, bytes);
  }

 private:
  void connect(uint16_t port, const std::string& handshake) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    ENSURE(socket >= 0, "no socket: raise the limit of open files");
    ENSURE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
           "no connection");
    send_all(socket, handshake);
    // Its answer now: so many handshakes at once would be over the server's limit of requests.
    std::string head;
    for (char c = 0; !head.ends_with("\r\n\r\n"); head += c)
      ENSURE(::recv(socket, &c, 1, 0) == 1, "the handshake was refused");
    ENSURE(head.starts_with("HTTP/1.1 101"), "{}", head);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<uint32_t>(sockets_.size());
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
    sockets_.push_back(socket);
  }

  const int epoll_;
  std::vector<int> sockets_;
};

void raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Milliseconds from the publishing to each client, sorted.
std::vector<double> broadcast(Served& served, Clients& clients, int number) {
  std::vector<double> took;
  Clock::time_point start;
  std::thread publisher([&] {
    start = Clock::now();
    served.publish(number);
  });
  clients.until_all(R"("type":"change")", [&](size_t) {
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  });
  publisher.join();
  std::ranges::sort(took);
  return took;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How long one event takes to reach many WebSocket subscribers");
  size_t count = 2000;
  int rounds = 3;
  app.add_option("--clients", count, "subscribers (default 2000)");
  app.add_option("--rounds", rounds, "broadcasts, of which the best counts (default 3)");
  CLI11_PARSE(app, argc, argv);
  raise_file_limit();
  Served served;
  served.publish(0);
  Clients clients(served, count);
  clients.send(masked(kSubscribe));
  clients.until_all(R"("type":"snapshot")", [](size_t) {});
  double best = 0;
  for (int round = 1; round <= rounds; ++round) {
    const auto took = broadcast(served, clients, round);
    const double p50 = took[took.size() / 2], p99 = took[took.size() * 99 / 100];
    fmt::print("broadcast to {}: p50 {:.1f} ms, p99 {:.1f} ms, last {:.1f} ms\n", took.size(), p50,
               p99, took.back());
    if (round == 1 || p99 < best) best = p99;
  }
  fmt::print("best p99 {:.1f} ms   (floor 500 ms, target 180 ms, for 2,000)\n", best);
}
