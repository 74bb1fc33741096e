// The socket of a connection that was handed to push. Frames are written by whoever has them, at
// once where the socket has room; what it did not take is kept, and says so. Reading, waiting and
// closing happen on the socket's strand.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/error.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "push/message.h"

namespace dossier::api {

class Line : public std::enable_shared_from_this<Line> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  // `room` is called on the strand when all that was kept is written, after an offer was refused.
  explicit Line(Socket socket);
  void on_room(std::function<void()> room) { room_ = std::move(room); }

  Socket& socket() { return socket_; }  // strand only

  // Any thread. False: earlier bytes still wait, nothing was taken.
  bool offer(const push::Frame& frame);
  // Any thread. Taken whatever waits; what comes by offer() afterwards is thrown away where `last`.
  void add(push::Frame frame, bool last = false);
  // Whether nothing waits any more.
  bool idle() const;
  void close();  // strand only
  bool closed() const;

 private:
  void write_on();  // under the lock: as much as the socket takes
  void wait();      // under the lock
  void on_writable();

  Socket socket_;
  std::function<void()> room_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::deque<push::Frame> kept_;
  size_t written_ = 0;  // of the first
  size_t kept_bytes_ = 0;
  bool refused_ = false;  // room() is owed
  bool waiting_ = false;
  bool ended_ = false;  // offers are thrown away
  bool closed_ = false;
  bool broken_ = false;  // the peer is gone, or sends what makes us write without reading it
};

}  // namespace dossier::api
