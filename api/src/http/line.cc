#include "http/line.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <cerrno>

namespace dossier::api {
namespace {

namespace net = boost::asio;
constexpr size_t kKeptBytesMax = 64 * 1024 * 1024;
constexpr size_t kControlFramesMax = 256;  // answers to pings of who reads none of them
constexpr int kSendBufferBytes = 128 * 1024;

}  // namespace

Line::Line(Socket socket) : socket_(std::move(socket)) {
  boost::beast::error_code ignored;
  // A reader that does not read holds no more of the system's memory than this.
  socket_.set_option(net::socket_base::send_buffer_size(kSendBufferBytes), ignored);
}

bool Line::offer(const push::Frame& frame) {
  const std::lock_guard lock(mutex_);
  if (closed_ || broken_ || ended_) return true;
  if (!kept_.empty()) {
    refused_ = true;
    return false;
  }
  kept_.push_back(frame);
  kept_bytes_ += frame->size();
  write_on();
  return true;
}

void Line::add(push::Frame frame, bool last) {
  const std::lock_guard lock(mutex_);
  if (closed_ || broken_) return;
  ended_ = ended_ || last;
  kept_bytes_ += frame->size();
  kept_.push_back(std::move(frame));
  if (kept_.size() > kControlFramesMax || kept_bytes_ > kKeptBytesMax) {
    broken_ = true;
    ::shutdown(socket_.native_handle(), SHUT_RDWR);  // the reader finds the end
    return;
  }
  write_on();
}

void Line::write_on() {
  while (!kept_.empty()) {
    const std::string& bytes = *kept_.front();
    const ssize_t sent = ::send(socket_.native_handle(), bytes.data() + written_,
                                bytes.size() - written_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return wait();
    if (sent < 0) {
      broken_ = true;  // the reader finds out, too
      return;
    }
    written_ += static_cast<size_t>(sent);
    if (written_ < bytes.size()) continue;
    kept_bytes_ -= bytes.size();
    kept_.pop_front();
    written_ = 0;
  }
}

void Line::wait() {
  if (std::exchange(waiting_, true)) return;
  net::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->closed()) return;
    self->socket_.async_wait(Socket::wait_write, [self](boost::beast::error_code error) {
      if (!error) self->on_writable();
    });
  });
}

void Line::on_writable() {
  bool owed = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_ = false;
    if (closed_ || broken_) return;
    write_on();
    if (kept_.empty()) owed = std::exchange(refused_, false);
  }
  if (owed && room_) room_();
}

bool Line::idle() const {
  const std::lock_guard lock(mutex_);
  return kept_.empty() || broken_;
}

bool Line::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Line::close() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(closed_, true)) return;
  boost::beast::error_code ignored;
  socket_.close(ignored);
  kept_.clear();
}

}  // namespace dossier::api
