// A message to clients: rendered once, framed once for each way it is sent, shared by all sockets.
// Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace dossier::api::push {

// Bytes as they go over the wire.
using Frame = std::shared_ptr<const std::string>;

enum class Format : uint8_t {
  web_socket,    // an unmasked text frame (RFC 6455)
  event_stream,  // an event (WHATWG), in one chunk of HTTP/1.1
};

class Message {
 public:
  // `members`: of the JSON object, without braces, `type` and `id`. `position`: what a client can
  // resume with once it has taken the message; empty where it says nothing of that.
  Message(std::string_view type, std::string members, std::string position = {});

  // `id`: of the subscription; empty: of none.
  Frame frame(Format format, std::string_view id) const;

 private:
  std::string json(std::string_view id) const;

  const std::string type_, members_, position_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<Format, std::string>, Frame, std::less<>>
      frames_;  // guarded by mutex_
};
using MessagePtr = std::shared_ptr<const Message>;

Frame comment_frame();  // keeps an event stream open
Frame last_chunk();     // ends an event stream

}  // namespace dossier::api::push
