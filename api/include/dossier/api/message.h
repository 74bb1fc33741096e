// A request and its answer as the endpoints see them: plain values, without a word of the
// transport.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/base/error.h"

namespace dossier::api {

namespace push {
struct Handover;
}

// Where a request came from: what it may do depends on it.
enum class Peer : uint8_t {
  tcp,          // anyone who reaches the port
  unix_socket,  // who may open var/dossier.sock: the same user
  in_process,   // a command that opened the folder itself
};

using Header = std::pair<std::string, std::string>;

struct Request {
  std::string method;           // "GET"
  std::string target;           // "/api/customers/C-1042?lang=vi"
  std::vector<Header> headers;  // names in lower case
  std::string body;
  Peer peer = Peer::tcp;
  std::string address = {};  // of who sent it over the network: "127.0.0.1"

  // The first header of that (lower-case) name; empty where there is none.
  std::string_view header(std::string_view name) const;
};

// Takes a piece of a long answer; may block until the client has room; false: the client left.
using Sink = std::function<bool(std::string_view)>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<Header> headers;
  std::string body;
  // Where set, the body is what it writes, in pieces. It runs on a thread that may block; an error
  // breaks the answer off, so that no client takes a part for the whole.
  std::function<Status(const Sink&)> stream = {};
  // Where set, the connection is push's from here on: a WebSocket (101) or a stream of events.
  std::shared_ptr<push::Handover> handover = nullptr;
};

// Called once, from any thread; must not block.
using Respond = std::function<void(Response)>;

}  // namespace dossier::api
