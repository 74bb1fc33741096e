#include "http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <deque>
#include <utility>

#include "dossier/base/ensure.h"

namespace dossier::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint64_t kTimer = ~uint64_t{0};

double thread_cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Connection {
  int socket = -1;
  Clock::time_point due;
  std::string answer;   // as far as it came
  size_t expected = 0;  // bytes of the whole answer; 0: its head is not whole
};

class Client {
 public:
  explicit Client(const LoadOptions& options) : options_(options) {
    epoll_ = ::epoll_create1(0);
    for (size_t i = 0; i < options.connections; ++i) connect(i);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(timer_, kTimer);
  }
  ~Client() {
    for (const Connection& connection : connections_) ::close(connection.socket);
    ::close(timer_);
    ::close(epoll_);
  }

  Load run();

 private:
  void connect(size_t number);
  void watch(int file, uint64_t as);
  void send(Connection& connection, Clock::time_point due);
  void receive(Connection& connection);
  void answered(Connection& connection);
  void send_due();
  bool paced() const { return options_.rate > 0; }

  const LoadOptions& options_;
  int epoll_ = -1, timer_ = -1;
  std::deque<Connection> connections_;
  std::vector<Connection*> free_;
  Clock::time_point start_, end_;
  uint64_t sent_ = 0;
  size_t under_way_ = 0;
  Load load_;
};

void Client::connect(size_t number) {
  Connection& connection = connections_.emplace_back();
  connection.socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ENSURE(::connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
         "can not connect to port {}", options_.port);
  const int on = 1;
  ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(connection.socket, number);
  free_.push_back(&connection);
}

void Client::watch(int file, uint64_t as) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = as;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, file, &event);
}

void Client::send(Connection& connection, Clock::time_point due) {
  connection.due = due;
  connection.answer.clear();
  connection.expected = 0;
  const auto sent = ::send(connection.socket, options_.request.data(), options_.request.size(), 0);
  ENSURE(sent == static_cast<ssize_t>(options_.request.size()), "a request was cut off");
  ++sent_;
  ++under_way_;
}

void Client::receive(Connection& connection) {
  std::array<char, 65536> piece;
  const auto size = ::recv(connection.socket, piece.data(), piece.size(), MSG_DONTWAIT);
  if (size < 0 && errno == EAGAIN) return;
  ENSURE(size > 0, "the server closed a connection");
  std::string& answer = connection.answer;
  answer.append(piece.data(), static_cast<size_t>(size));
  if (connection.expected == 0) {
    const size_t end = answer.find("\r\n\r\n");
    if (end == std::string::npos) return;
    const size_t length = answer.find("Content-Length: ");
    ENSURE(answer.starts_with("HTTP/1.1 200 ") && length < end, "an answer: {}", answer);
    connection.expected = end + 4 + std::stoul(answer.substr(length + 16, 12));
  }
  if (answer.size() >= connection.expected) answered(connection);
}

void Client::answered(Connection& connection) {
  const auto now = Clock::now();
  --under_way_;
  load_.bytes += connection.expected;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - connection.due);
  load_.latency_us.push_back(static_cast<uint32_t>(took.count()));
  if (!paced() && now < end_) return send(connection, now);
  free_.push_back(&connection);
}

// Sends what is due, as far as connections are free, and sets the timer for the next.
void Client::send_due() {
  const std::chrono::duration<double> gap(1 / options_.rate);
  while (true) {
    const auto due =
        start_ + std::chrono::duration_cast<Clock::duration>(gap * static_cast<double>(sent_));
    if (due >= end_ || free_.empty()) return;
    const auto now = Clock::now();
    if (due > now) {
      const auto wait = std::chrono::nanoseconds(due - now).count();
      const itimerspec set{{}, {wait / 1'000'000'000, std::max<long>(1, wait % 1'000'000'000)}};
      ::timerfd_settime(timer_, 0, &set, nullptr);
      return;
    }
    Connection& connection = *free_.back();
    free_.pop_back();
    send(connection, due);
  }
}

Load Client::run() {
  const double cpu = thread_cpu_seconds();
  start_ = Clock::now();
  end_ = start_ + std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(options_.seconds));
  if (!paced())
    for (Connection* connection : std::exchange(free_, {})) send(*connection, Clock::now());
  std::array<epoll_event, 64> events;
  while (true) {
    if (paced()) send_due();
    if (under_way_ == 0 && Clock::now() >= end_) break;
    const int count = ::epoll_wait(epoll_, events.data(), events.size(), 100);
    for (int i = 0; i < count; ++i) {
      const uint64_t who = events[static_cast<size_t>(i)].data.u64;
      uint64_t expired = 0;
      if (who != kTimer)
        receive(connections_[who]);
      else if (::read(timer_, &expired, sizeof expired) < 0)
        continue;
    }
  }
  load_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  load_.client_cpu_seconds = thread_cpu_seconds() - cpu;
  load_.requests = load_.latency_us.size();
  std::ranges::sort(load_.latency_us);
  return std::move(load_);
}

}  // namespace

double Load::latency_ms(double quantile) const {
  if (latency_us.empty()) return 0;
  const auto at = static_cast<size_t>(quantile * static_cast<double>(latency_us.size() - 1));
  return latency_us[at] / 1000.0;
}

Load run_load(const LoadOptions& options) { return Client(options).run(); }

}  // namespace dossier::bench
