// One connection: reads a request, has it answered, writes the answer, reads the next. All of it
// runs on the connection's strand, save where said.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dossier/api/server.h"

namespace dossier::api {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = net::generic::stream_protocol::socket;

  // `closed` is called once, when the connection has ended.
  Session(Socket socket, Peer peer, std::string address, Router& router,
          const ServerOptions& options, std::function<void(Session*)> closed);
  ~Session();

  const std::string& address() const { return address_; }  // empty where it has none
  void start();                                            // from any thread
  void begin_stop();  // ends after the answer at work; from any thread
  void abort();       // ends now; from any thread

 private:
  using Parser = http::request_parser<http::string_body>;
  using Answer = http::response<http::string_body>;

  // session.cc: requests in
  void read_head();
  void on_bytes(beast::error_code error, size_t count);
  void on_head(size_t size);
  bool parse_head(size_t size);
  void read_body();
  void on_body(beast::error_code error);
  void dispatch();

  // session_write.cc: answers out
  void refuse(const char* code, std::string_view detail);
  void write(Response response);
  void hand_over(Response response);
  void write_stream(Response response);
  void run_stream(const Response& response);  // on a thread that may block
  bool write_piece(std::string_view piece);   // on that thread
  void end_stream(bool whole);                // on the strand
  std::string head_of(const Response& response) const;
  Answer make_answer(Response& response) const;  // of a long one
  void on_written(beast::error_code error);
  void linger();
  void drain();
  void close();

  beast::basic_stream<net::generic::stream_protocol, net::any_io_executor> stream_;
  const Peer peer_;
  const std::string address_;  // of the other side, where it has one
  Router& router_;
  const ServerOptions& options_;
  const std::function<void(Session*)> closed_;

  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  std::string head_, body_;                           // being written
  std::optional<Answer> answer_;                      // the same of a long one
  bool again_ = false;                                // the connection goes on after the answer
  std::chrono::steady_clock::time_point deadline_{};  // of the head being read
  bool reading_idle_ = false;                         // between requests: nothing was received
  bool keep_alive_ = false;
  bool http_10_ = false;
  bool head_only_ = false;  // HEAD: the answer has no body
  bool stopping_ = false;
  size_t drained_ = 0;
};

}  // namespace dossier::api
