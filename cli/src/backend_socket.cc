// A client of the running server, over its Unix socket. Blocking; Ctrl-C ends a wait.
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <optional>

#include "backend.h"
#include "signals.h"

namespace dossier::cli {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Local = net::local::stream_protocol;
using Message = http::request<http::string_body>;
using Parser = http::response_parser<http::buffer_body>;

Message message_of(api::Request& request) {
  Message message(http::string_to_verb(request.method), request.target, 11);
  message.set(http::field::host, "localhost");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = std::move(request.body);
  message.prepare_payload();
  return message;
}

class Served final : public Backend {
 public:
  explicit Served(std::string path) : path_(std::move(path)) {}

  beast::error_code connect() {
    beast::error_code error;
    socket_.emplace(context_);
    buffer_.clear();
    socket_->connect(Local::endpoint(path_), error);
    if (error) socket_.reset();
    return error;
  }

  Result<api::Response> call(api::Request request) override {
    std::string body;
    auto response = stream(std::move(request), [&body](std::string_view piece) {
      body += piece;
      return true;
    });
    if (response && response->body.empty()) response->body = std::move(body);
    return response;
  }

  Result<api::Response> stream(api::Request request, const api::Sink& sink) override {
    Message message = message_of(request);
    Parser parser;
    parser.body_limit(boost::none);
    beast::error_code error = ask(message, parser);
    if (error) return lost(error);
    api::Response response;
    response.status = parser.get().result_int();
    const auto whole = [&response](std::string_view piece) {
      response.body += piece;
      return true;
    };
    error = read_body(parser, response.status == 200 ? sink : api::Sink(whole));
    if (error) return lost(error);
    if (!parser.keep_alive()) socket_.reset();
    return response;
  }

  Status catch_up() override { return {}; }
  std::string name() const override { return "the server on " + path_; }

 private:
  // A connection that the server closed while it was idle is made anew, once: whatever is sent here
  // may be sent twice (events carry their id).
  beast::error_code ask(Message& message, Parser& parser) {
    beast::error_code error;
    for (const bool fresh : {false, true}) {
      if (fresh || !socket_) error = connect();
      if (error) continue;
      http::write(*socket_, message, error);
      if (!error) error = wait();
      if (!error) http::read_header(*socket_, buffer_, parser, error);
      if (!error || error == net::error::interrupted) break;
    }
    return error;
  }

  // A signal that comes just before a read would be lost on it: both are waited for together.
  beast::error_code wait() {
    if (buffer_.size() > 0 || wait_readable(socket_->native_handle())) return {};
    return net::error::interrupted;
  }

  beast::error_code read_body(Parser& parser, const api::Sink& sink) {
    std::array<char, 65536> piece;
    while (!parser.is_done()) {
      parser.get().body().data = piece.data();
      parser.get().body().size = piece.size();
      beast::error_code error = wait();
      if (error) return error;
      http::read_some(*socket_, buffer_, parser, error);
      if (error == http::error::need_buffer) error = {};
      if (error) return error;
      const size_t size = piece.size() - parser.get().body().size;
      if (size > 0 && !sink({piece.data(), size})) return net::error::operation_aborted;
    }
    return {};
  }

  std::unexpected<Error> lost(beast::error_code error) {
    socket_.reset();
    return fail(ErrorCode::unavailable, name() + " broke off: " + error.message(), "",
                "look at its log, then try again");
  }

  const std::string path_;
  net::io_context context_;
  std::optional<Local::socket> socket_;
  beast::flat_buffer buffer_;
};

}  // namespace

Result<std::unique_ptr<Backend>> open_socket(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return nullptr;
  auto served = std::make_unique<Served>(path);
  const beast::error_code error = served->connect();
  if (!error) return served;
  if (error == boost::system::errc::no_such_file_or_directory ||
      error == boost::system::errc::connection_refused)
    return nullptr;
  return fail(ErrorCode::refused, "can not reach " + served->name() + ": " + error.message(), "",
              "run as the user that the server runs as");
}

}  // namespace dossier::cli
