// WebSocket clients of a server on 127.0.0.1: plain sockets under one epoll, so that they cost
// little beside the server that they measure. One thread at a time.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::bench {

class PushClients {
 public:
  // Each is connected once this returns. What goes wrong ends the process, here and below.
  PushClients(uint16_t port, const std::string& token, size_t count);
  ~PushClients();
  PushClients(const PushClients&) = delete;
  PushClients& operator=(const PushClients&) = delete;

  size_t count() const { return tails_.size(); }
  // A text message of 125 bytes at most.
  void send(size_t client, std::string_view text);
  // Waits until something comes, then hands over the whole messages that are there, each with its
  // client. Answers heartbeats. False: nothing came in that time.
  using Heard = std::function<void(size_t client, std::string_view text)>;
  bool listen(std::chrono::milliseconds most, const Heard& heard);

 private:
  void connect(uint16_t port, const std::string& handshake);
  void take(size_t client, const Heard& heard);

  const int epoll_;
  std::vector<int> sockets_;
  std::vector<std::string> tails_;  // by client: the beginning of a frame
  std::array<char, 65536> bytes_;
};

}  // namespace dossier::bench
