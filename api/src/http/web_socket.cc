#include "http/web_socket.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace dossier::api {
namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

constexpr std::chrono::seconds kHandshakeTime{10};
constexpr std::chrono::seconds kCloseTime{5};

// What Beast reads from and writes to: what it writes (the handshake's answer, pongs, closes) is a
// whole frame each time, and stands in line with ours.
class LineStream {
 public:
  using executor_type = net::any_io_executor;

  explicit LineStream(std::shared_ptr<Line> line) : line_(std::move(line)) {}
  executor_type get_executor() { return line_->socket().get_executor(); }
  Line& line() { return *line_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return line_->socket().async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return net::async_initiate<Token, void(beast::error_code, size_t)>(
        [this](auto handler, const Buffers& bytes) {
          auto frame = std::make_shared<const std::string>(beast::buffers_to_string(bytes));
          const size_t size = frame->size();
          line_->add(std::move(frame));
          net::post(get_executor(),
                    beast::bind_front_handler(std::move(handler), beast::error_code(), size));
        },
        token, buffers);
  }

 private:
  std::shared_ptr<Line> line_;
};

void beast_close_socket(LineStream& stream) { stream.line().close(); }
void teardown(beast::role_type, LineStream& stream, beast::error_code& error) {
  stream.line().close();
  error = {};
}
template <class Handler>
void async_teardown(beast::role_type, LineStream& stream, Handler&& handler) {
  // The close frame may still stand in line: who owns the line closes it once that is written.
  net::post(stream.get_executor(),
            beast::bind_front_handler(std::forward<Handler>(handler), beast::error_code()));
}

namespace {

class WebSocket final : public push::Outlet, public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(Line::Socket socket, push::ClientPtr client)
      : line_(std::make_shared<Line>(std::move(socket))),
        stream_(line_),
        timer_(line_->socket().get_executor()),
        client_(std::move(client)) {}

  void start(const std::string& key);

  bool offer(const push::Frame& frame) override { return line_->offer(frame); }
  void close(push::CloseCode code, std::string_view reason, const push::Frame& last) override;

 private:
  void read();
  void on_read(beast::error_code error);
  void finish();
  void finish_once_written();
  void close_within(std::chrono::seconds time);

  const std::shared_ptr<Line> line_;
  websocket::stream<LineStream, false> stream_;  // no compression
  net::steady_timer timer_;
  const push::ClientPtr client_;
  beast::flat_buffer buffer_;
};

void WebSocket::start(const std::string& key) {
  line_->on_room([client = std::weak_ptr(client_)] {
    if (const auto live = client.lock()) live->room();
  });
  stream_.read_message_max(kMessageBytesMax);
  close_within(kHandshakeTime);
  http::request<http::empty_body> request(http::verb::get, "/ws", 11);
  request.set(http::field::host, "localhost");
  request.set(http::field::connection, "upgrade");
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::sec_websocket_key, key);
  request.set(http::field::sec_websocket_version, "13");
  stream_.async_accept(request, [self = shared_from_this()](beast::error_code error) {
    if (error) return self->finish();
    self->timer_.cancel();
    self->client_->open(self);
    self->read();
  });
}

void WebSocket::read() {
  stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, size_t) {
    self->on_read(error);
  });
}

void WebSocket::on_read(beast::error_code error) {
  // Also after a close of the client's, or of a message over the limit: Beast has answered it.
  if (error) return finish_once_written();
  if (!stream_.got_text()) {
    client_->close(push::CloseCode::policy, "messages are text");
  } else {
    const auto bytes = buffer_.cdata();
    client_->receive({static_cast<const char*>(bytes.data()), bytes.size()});
  }
  buffer_.consume(buffer_.size());
  read();
}

void WebSocket::close(push::CloseCode code, std::string_view reason, const push::Frame& last) {
  line_->add(last, true);
  net::post(line_->socket().get_executor(), [self = shared_from_this(), code,
                                             reason = std::string(reason)] {
    if (self->line_->closed()) return;
    self->close_within(kCloseTime);
    websocket::close_reason why(static_cast<uint16_t>(code));
    why.reason = reason;
    self->stream_.async_close(why, [self](beast::error_code) { self->finish_once_written(); });
  });
}

void WebSocket::close_within(std::chrono::seconds time) {
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this()](beast::error_code error) {
    if (!error) self->finish();
  });
}

// A close frame that waits for room gets a little time.
void WebSocket::finish_once_written() {
  client_->gone();
  if (line_->idle()) return finish();
  close_within(kCloseTime);
}

void WebSocket::finish() {
  client_->gone();
  timer_.cancel();
  line_->close();
}

}  // namespace

void start_web_socket(Line::Socket socket, const push::Handover& handover) {
  std::make_shared<WebSocket>(std::move(socket), handover.client)->start(handover.web_socket_key);
}

}  // namespace dossier::api
