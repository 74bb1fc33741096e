// Requests in: the guard looks at a whole head before Beast's parser does.
#include "http/session.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cstring>

#include "http/guard.h"

namespace dossier::api {
namespace {

constexpr size_t kReadBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string lower_case(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

}  // namespace

Session::Session(Socket socket, Peer peer, std::string address, Router& router,
                 const ServerOptions& options, std::function<void(Session*)> closed)
    : stream_(std::move(socket)),
      peer_(peer),
      address_(std::move(address)),
      router_(router),
      options_(options),
      closed_(std::move(closed)) {
  ++router_.metrics().connections;
}

Session::~Session() {
  --router_.metrics().connections;
  closed_(this);
}

void Session::start() {
  net::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_head(); });
}

void Session::begin_stop() {
  net::dispatch(stream_.get_executor(), [self = shared_from_this()] {
    self->stopping_ = true;
    if (self->reading_idle_) self->close();
  });
}

void Session::abort() {
  net::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void Session::read_head() {
  const auto bytes = buffer_.cdata();
  const std::string_view seen(static_cast<const char*>(bytes.data()), bytes.size());
  const size_t size = http_guard::head_size(seen.substr(0, http_guard::kHeadBytesMax));
  if (size > 0) return on_head(size);
  if (seen.size() >= http_guard::kHeadBytesMax)
    return refuse("header-too-large", "the head is over 16 KiB");
  if (seen.empty()) {
    if (stopping_) return close();
    stream_.expires_after(options_.timeouts.idle);
    deadline_ = {};
  } else {
    if (deadline_ == std::chrono::steady_clock::time_point{})
      deadline_ = std::chrono::steady_clock::now() + options_.timeouts.head;
    stream_.expires_at(deadline_);
  }
  reading_idle_ = seen.empty();
  stream_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](beast::error_code error, size_t count) {
                            self->on_bytes(error, count);
                          });
}

void Session::on_bytes(beast::error_code error, size_t count) {
  reading_idle_ = false;
  if (error) return close();
  buffer_.commit(count);
  read_head();
}

void Session::on_head(size_t size) {
  const auto bytes = buffer_.cdata();
  const std::string_view head(static_cast<const char*>(bytes.data()), size);
  deadline_ = {};
  keep_alive_ = false;
  head_only_ = head.starts_with("HEAD ");
  if (const auto fault = http_guard::fault_in(head); !fault.empty()) {
    ++router_.metrics().requests_malformed;
    return refuse("malformed-http", fault);
  }
  if (!parse_head(size)) return refuse("malformed-http", "the head can not be read");
  if (peer_ == Peer::tcp && !http_guard::is_loopback_host(request_.header("host")))
    return refuse("misdirected", "this server answers to localhost and 127.0.0.1");
  const size_t limit =
      router_.body_limit(request_.method, request_.target, request_.header("content-type"));
  const auto length = parser_->content_length();
  if (length && *length > limit)
    return refuse("too-large", "the body is over " + std::to_string(limit) + " bytes");
  parser_->body_limit(limit);
  http_10_ = parser_->get().version() == 10;
  keep_alive_ = !http_10_ && parser_->get().keep_alive();
  if (!http_guard::expects_continue(request_.header("expect")) || parser_->is_done())
    return read_body();
  stream_.expires_after(options_.timeouts.write);
  net::async_write(stream_, net::buffer(kContinue),
                   [self = shared_from_this()](beast::error_code error, size_t) {
                     if (error) return self->close();
                     self->read_body();
                   });
}

// Only the head's own fields count: what a chunked body brings behind it (trailers) is not heard.
bool Session::parse_head(size_t size) {
  parser_.emplace();
  parser_->header_limit(http_guard::kHeadBytesMax + 1);
  parser_->body_limit(boost::none);
  beast::error_code error;
  const auto head = net::buffer(buffer_.cdata(), size);
  const size_t used = parser_->put(head, error);
  if (error || !parser_->is_header_done() || used != size) return false;
  buffer_.consume(size);
  const auto& message = parser_->get();
  request_ = Request{
      std::string(message.method_string()), std::string(message.target()), {}, {}, peer_, address_};
  for (const auto& field : message)
    request_.headers.emplace_back(lower_case(field.name_string()), std::string(field.value()));
  return true;
}

void Session::read_body() {
  if (parser_->is_done()) return dispatch();
  stream_.expires_after(options_.timeouts.body);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, size_t) { self->on_body(error); });
}

void Session::on_body(beast::error_code error) {
  if (!error) return dispatch();
  if (error == http::error::body_limit)
    return refuse("too-large", "the body is over the limit of its kind");
  if (error.category() == http::make_error_code(http::error::bad_chunk).category() &&
      error != http::error::partial_message && error != http::error::end_of_stream)
    return refuse("malformed-http", "the body's chunks can not be read");
  close();
}

void Session::dispatch() {
  stream_.expires_never();
  request_.body = std::move(parser_->get().body());
  parser_.reset();
  router_.handle(std::move(request_), [self = shared_from_this()](Response response) mutable {
    auto& session = *self;
    net::dispatch(session.stream_.get_executor(),
                  [self = std::move(self), response = std::move(response)]() mutable {
                    self->write(std::move(response));
                  });
  });
}

}  // namespace dossier::api
