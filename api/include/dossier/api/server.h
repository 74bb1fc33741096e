// The HTTP server: listens on loopback and on a Unix socket, guards what comes in, and hands it to
// the router. Its own few threads; they never wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "dossier/api/router.h"

namespace dossier::api {

struct Timeouts {
  std::chrono::milliseconds idle{60'000};  // between requests
  std::chrono::milliseconds head{10'000};  // from the first byte of a request
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds write{30'000};  // of an answer, or of one piece of a long one
  std::chrono::milliseconds stop{10'000};   // for what runs when the server stops
};

struct ServerOptions {
  uint16_t port = 8360;     // of 127.0.0.1; 0: a free one
  std::string socket_path;  // made with mode 0600; empty: none
  size_t threads = 2;
  size_t connections_max = 8192;
  size_t connections_by_address_max = 8192;  // over the network
  Timeouts timeouts{};
};

class Server {
 public:
  // Listens at once. The router outlives the server's stop(); destroy the server after the router
  // has stopped, since late answers still go through it. Errors: refused (the socket's path is in
  // use, or too long), io (the port is taken).
  static Result<std::unique_ptr<Server>> start(Router& router, const ServerOptions& options);
  ~Server();

  uint16_t port() const;
  // Whether its threads get to work within that time: the sign of life of a watchdog.
  bool responds(std::chrono::milliseconds within) const;
  // Accepts no more, lets requests that run finish, closes what is over the time.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::api
