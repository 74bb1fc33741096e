// Server-sent events under a client of push: a long answer in chunks that holds no thread.
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>

#include "http/web_socket.h"

namespace dossier::api {
namespace {

namespace net = boost::asio;
using ErrorOf = boost::beast::error_code;
constexpr std::chrono::seconds kCloseTime{5};

class EventStream final : public push::Outlet, public std::enable_shared_from_this<EventStream> {
 public:
  EventStream(Line::Socket socket, push::ClientPtr client)
      : line_(std::make_shared<Line>(std::move(socket))),
        timer_(line_->socket().get_executor()),
        client_(std::move(client)) {}

  void start(std::string head, const push::Command& subscribe) {
    line_->on_room([client = std::weak_ptr(client_)] {
      if (const auto live = client.lock()) live->room();
    });
    line_->add(std::make_shared<const std::string>(std::move(head)));
    client_->open(shared_from_this());
    client_->subscribe(subscribe);
    read();
  }

  bool offer(const push::Frame& frame) override { return line_->offer(frame); }

  void close(push::CloseCode, std::string_view, const push::Frame& last) override {
    line_->add(last);
    line_->add(push::last_chunk(), true);
    net::post(line_->socket().get_executor(), [self = shared_from_this()] {
      if (self->line_->closed()) return;
      ErrorOf ignored;
      if (self->line_->idle())
        self->line_->socket().shutdown(net::socket_base::shutdown_send, ignored);
      self->timer_.expires_after(kCloseTime);
      self->timer_.async_wait([self](ErrorOf error) {
        if (!error) self->finish();
      });
    });
  }

 private:
  // What a client sends behind its request is not heard; its end is.
  void read() {
    line_->socket().async_read_some(net::buffer(bytes_),
                                    [self = shared_from_this()](ErrorOf error, size_t) {
                                      if (error) return self->finish();
                                      self->read();
                                    });
  }

  void finish() {
    client_->gone();
    timer_.cancel();
    line_->close();
  }

  const std::shared_ptr<Line> line_;
  net::steady_timer timer_;
  const push::ClientPtr client_;
  std::array<char, 512> bytes_{};
};

}  // namespace

void start_event_stream(Line::Socket socket, const push::Handover& handover, std::string head) {
  std::make_shared<EventStream>(std::move(socket), handover.client)
      ->start(std::move(head), handover.subscribe);
}

}  // namespace dossier::api
