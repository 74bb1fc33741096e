#include "push_clients.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/base/ensure.h"

namespace dossier::bench {
namespace {

constexpr std::string_view kHandshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer ";
constexpr uint8_t kText = 0x81;  // one whole message
constexpr uint8_t kClose = 0x88;

void send_all(int socket, std::string_view bytes) {
  const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ENSURE(sent == static_cast<ssize_t>(bytes.size()), "the server took less than was sent");
}

// A server's frame at the beginning of `bytes`; `size` 0 where it is not whole.
struct FrameView {
  size_t size = 0;
  uint8_t type = 0;
  std::string_view body;
};

FrameView frame_of(std::string_view bytes) {
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
  if (bytes.size() < 2) return {};
  const size_t length_bytes = byte(1) < 126 ? 0 : byte(1) == 126 ? 2 : 8;
  if (bytes.size() < 2 + length_bytes) return {};
  size_t length = length_bytes == 0 ? byte(1) : 0;
  for (size_t i = 0; i < length_bytes; ++i) length = length << 8 | byte(2 + i);
  const size_t size = 2 + length_bytes + length;
  if (bytes.size() < size) return {};
  return {size, byte(0), bytes.substr(2 + length_bytes, length)};
}

}  // namespace

PushClients::PushClients(uint16_t port, const std::string& token, size_t count)
    : epoll_(::epoll_create1(0)) {
  const std::string handshake = fmt::format("{}{}\r\n\r\n", kHandshake, token);
  for (size_t i = 0; i < count; ++i) connect(port, handshake);
  tails_.resize(count);
}

PushClients::~PushClients() {
  for (const int socket : sockets_) ::close(socket);
  ::close(epoll_);
}

void PushClients::connect(uint16_t port, const std::string& handshake) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ENSURE(socket >= 0, "no socket: raise the limit of open files");
  ENSURE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
         "no connection");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
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

void PushClients::send(size_t client, std::string_view text) {
  ENSURE(text.size() < 126, "a message of {} bytes", text.size());
  std::string frame = {static_cast<char>(kText), static_cast<char>(0x80 | text.size())};
  frame.append(4, '\0').append(text);  // its mask all zeros
  send_all(sockets_[client], frame);
}

bool PushClients::listen(std::chrono::milliseconds most, const Heard& heard) {
  std::array<epoll_event, 256> events;
  const int ready =
      ::epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(most.count()));
  for (int i = 0; i < ready; ++i) take(events[static_cast<size_t>(i)].data.u32, heard);
  return ready > 0;
}

void PushClients::take(size_t client, const Heard& heard) {
  const auto size = ::recv(sockets_[client], bytes_.data(), bytes_.size(), 0);
  ENSURE(size > 0, "the server closed a connection");
  std::string& tail = tails_[client];
  tail.append(bytes_.data(), static_cast<size_t>(size));
  std::string_view left = tail;
  for (FrameView frame = frame_of(left); frame.size > 0; frame = frame_of(left)) {
    ENSURE(frame.type != kClose, "the server closes: {}", left.substr(0, frame.size));
    if (frame.type == kText) {
      heard(client, frame.body);
      if (frame.body.starts_with(R"({"type":"heartbeat")")) send(client, R"({"type":"pong"})");
    }
    left.remove_prefix(frame.size);
  }
  tail.erase(0, tail.size() - left.size());
}

}  // namespace dossier::bench
