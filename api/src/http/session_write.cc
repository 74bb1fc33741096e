// Answers out: whole ones, and long ones in pieces; and the end of a connection.
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include <ctime>
#include <future>
#include <sstream>

#include "http/session.h"
#include "http/web_socket.h"

namespace dossier::api {
namespace {

// After an answer that left a body unread, so much of it is thrown away, for so long: a close at
// once would reset the connection before the client has read the answer.
constexpr size_t kDrainBytesMax = size_t{64} << 20;
constexpr std::chrono::seconds kDrainTime{3};

// Made anew each second.
const std::string& http_date() {
  thread_local std::time_t made = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now == made) return text;
  std::array<char, 40> bytes{};
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  text.assign(bytes.data(),
              std::strftime(bytes.data(), bytes.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  made = now;
  return text;
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void Session::refuse(const char* code, std::string_view detail) {
  keep_alive_ = false;
  write(router_.unreadable(code, detail));
}

Session::Answer Session::make_answer(Response& response) const {
  Answer answer;
  answer.result(static_cast<unsigned>(response.status));
  answer.version(11);
  answer.set(http::field::date, http_date());
  for (const auto& [name, value] : response.headers) answer.set(name, value);
  if (response.status != 304) {
    answer.set(http::field::content_type, response.content_type);
    answer.set("X-Content-Type-Options", "nosniff");
  }
  answer.keep_alive(again_);
  return answer;
}

// A whole answer's head is written by hand: one string, where Beast would keep a node a field.
std::string Session::head_of(const Response& response) const {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status))));
  out.append("\r\n");
  add_field(out, "Date", http_date());
  for (const auto& [name, value] : response.headers) add_field(out, name, value);
  if (response.status != 304) {
    add_field(out, "Content-Type", response.content_type);
    add_field(out, "X-Content-Type-Options", "nosniff");
    add_field(out, "Content-Length", std::to_string(response.body.size()));
  }
  if (!again_) add_field(out, "Connection", "close");
  return std::move(out.append("\r\n"));
}

// The session ends here; its socket goes on.
void Session::hand_over(Response response) {
  const auto& handover = *response.handover;
  // Who has sent more already did not wait to hear that this is no HTTP any more.
  if (http_10_ || head_only_ || buffer_.size() > 0) {
    handover.client->gone();
    return refuse("malformed-http", "this answer needs HTTP/1.1, and nothing sent ahead of it");
  }
  if (!handover.web_socket_key.empty()) return start_web_socket(stream_.release_socket(), handover);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.content_type = "text/event-stream";
  Answer head = make_answer(response);
  head.chunked(true);
  std::ostringstream text;
  text << head.base();
  start_event_stream(stream_.release_socket(), handover, std::move(text).str());
}

void Session::write(Response response) {
  again_ = keep_alive_ && !stopping_;
  if (response.handover) return hand_over(std::move(response));
  if (response.stream && http_10_) return refuse("malformed-http", "this answer needs HTTP/1.1");
  if (response.stream && !head_only_) return write_stream(std::move(response));
  head_ = head_of(response);
  body_ = head_only_ ? std::string() : std::move(response.body);
  stream_.expires_after(options_.timeouts.write);
  net::async_write(
      stream_,
      std::array{net::const_buffer(net::buffer(head_)), net::const_buffer(net::buffer(body_))},
      [self = shared_from_this()](beast::error_code error, size_t) { self->on_written(error); });
}

void Session::on_written(beast::error_code error) {
  if (error) return close();
  answer_.reset();
  body_ = {};
  if (!again_) return linger();
  read_head();
}

void Session::write_stream(Response response) {
  answer_ = make_answer(response);
  answer_->chunked(true);
  struct Head {
    http::response_serializer<http::string_body> serializer;
    Response response;
  };
  auto head = std::make_shared<Head>(
      Head{http::response_serializer<http::string_body>(*answer_), std::move(response)});
  stream_.expires_after(options_.timeouts.write);
  auto& serializer = head->serializer;
  http::async_write_header(
      stream_, serializer, [self = shared_from_this(), head](beast::error_code error, size_t) {
        if (error) return self->close();
        self->router_.background().run([self, head] { self->run_stream(head->response); });
      });
}

void Session::run_stream(const Response& response) {
  const auto status =
      response.stream([this](std::string_view piece) { return write_piece(piece); });
  net::dispatch(stream_.get_executor(), [self = shared_from_this(), whole = status.has_value()] {
    self->end_stream(whole);
  });
}

bool Session::write_piece(std::string_view piece) {
  if (piece.empty()) return true;
  std::promise<bool> written;
  net::post(stream_.get_executor(), [this, piece, &written] {
    stream_.expires_after(options_.timeouts.write);
    net::async_write(stream_, http::make_chunk(net::buffer(piece)),
                     [&written](beast::error_code error, size_t) { written.set_value(!error); });
  });
  return written.get_future().get();
}

void Session::end_stream(bool whole) {
  if (!whole) return close();
  stream_.expires_after(options_.timeouts.write);
  net::async_write(
      stream_, http::make_chunk_last(),
      [self = shared_from_this()](beast::error_code error, size_t) { self->on_written(error); });
}

void Session::linger() {
  beast::error_code ignored;
  stream_.socket().shutdown(net::socket_base::shutdown_send, ignored);
  stream_.expires_after(kDrainTime);
  drained_ = 0;
  drain();
}

void Session::drain() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(64 * 1024),
                          [self = shared_from_this()](beast::error_code error, size_t count) {
                            self->drained_ += count;
                            if (error || self->drained_ > kDrainBytesMax) return self->close();
                            self->drain();
                          });
}

void Session::close() {
  beast::error_code ignored;
  stream_.socket().close(ignored);
}

}  // namespace dossier::api
