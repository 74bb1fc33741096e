// The server over real sockets: what HTTP itself demands, limits, time, the end.
#include "dossier/api/server.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "raw_client.h"
#include "router_fixture.h"
#include "write_support.h"

namespace dossier::api {
namespace {

using std::chrono::milliseconds;

struct Served : RouterFixture {
  explicit Served(ServerOptions options = {}) {
    options.port = 0;
    options.socket_path = folder.path() + "/dossier.sock";
    auto started = Server::start(*router, options);
    REQUIRE_MESSAGE(started.has_value(), to_string(started ? Error{} : started.error()));
    server = std::move(*started);
  }
  ~Served() {
    server->stop();
    router->stop();
  }
  std::string socket_path() const { return folder.path() + "/dossier.sock"; }

  std::unique_ptr<Server> server;
};

// Signed in, but for what needs no token.
std::string request(const std::string& line, const std::string& fields = "",
                    const std::string& body = "") {
  static const std::string kSignedIn = "Authorization: " + bearer() + "\r\n";
  const bool open = line.ends_with("/livez");
  return line + " HTTP/1.1\r\nHost: localhost\r\n" + (open ? "" : kSignedIn) + fields + "\r\n" +
         body;
}

std::string post(const std::string& body, const std::string& fields = "") {
  return request("POST /api/events",
                 "Content-Type: application/cloudevents+json\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n" + fields,
                 body);
}

std::string chunk(const std::string& bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

}  // namespace

TEST_CASE("server: publishes and reads over one connection, requests sent ahead included") {
  Served served;
  RawClient client(served.server->port());
  client.send(post(payment("e-1", "C-7")) + post(payment("e-1", "C-7")) + request("GET /livez"));
  const std::string first = client.answer();
  CHECK(status_of(first) == 201);
  CHECK(first.find("Date: ") != std::string::npos);
  CHECK(first.find("X-Content-Type-Options: nosniff") != std::string::npos);
  CHECK(status_of(client.answer()) == 200);
  CHECK(client.answer().ends_with("ok\n"));
}

TEST_CASE("server: what a person writes over the network keeps the address that it came from") {
  Served served;
  const Response made = served.publish(registered("r-1", "C-7"));
  REQUIRE(made.status == 201);
  RawClient client(served.server->port());
  const std::string body = R"({"text":"Called"})";
  client.send(request("POST /api/customers/C-7/notes?min_position=" + at(made.body, "/position"),
                      "Content-Type: application/json\r\nIdempotency-Key: k-1\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n",
                      body));
  CHECK(status_of(client.answer()) == 201);
  const auto opened = newest_event(served, "C-7");
  CHECK(text_of(opened.data.root().find("meta")->table(), "ip") == "127.0.0.1");
}

TEST_CASE("server: a body in chunks is the same; what follows it as trailers is not heard") {
  Served served;
  RawClient client(served.server->port());
  std::string event = payment("none", "C-7");
  event.erase(event.find(R"("id":"none",)"), 12);
  const std::string head = request("POST /api/events",
                                   "Content-Type: application/json\r\n"
                                   "Transfer-Encoding: chunked\r\n");
  const std::string body = chunk(event.substr(0, 20)) + chunk(event.substr(20));
  client.send(head + body + "0\r\nIdempotency-Key: smuggled\r\n\r\n");
  CHECK(status_of(client.answer()) == 422);
}

TEST_CASE("server: HEAD has the length and no body; If-None-Match has neither") {
  Served served;
  const Response written = served.publish(registered("r", "C-7"));
  const std::string path = "/api/customers/C-7?min_position=" + at(written.body, "/position");
  RawClient client(served.server->port());
  client.send(request("HEAD " + path, "Connection: close\r\n"));
  const std::string head = client.rest();
  CHECK(status_of(head) == 200);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(head.find("Content-Length: 0") == std::string::npos);
  const size_t tag = head.find("ETag: ") + 6;
  RawClient again(served.server->port());
  again.send(
      request("GET " + path, "If-None-Match: " + head.substr(tag, head.find('\r', tag) - tag) +
                                 "\r\nConnection: close\r\n"));
  const std::string same = again.rest();
  CHECK(status_of(same) == 304);
  CHECK(same.ends_with("\r\n\r\n"));
}

TEST_CASE("server: heads that HTTP forbids are 400, and the connection ends") {
  Served served;
  for (const std::string& bad :
       {std::string("GET / HTTP/1.1\r\n\r\n"),
        request("POST /api/events", "Content-Length: 3\r\nContent-Length: 4\r\n", "abc"),
        request("POST /api/events", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "abc"),
        request("POST /api/events", "Transfer-Encoding: chunked, gzip\r\n"),
        request("GET /", "Host: other\r\n"), request("GET /", "X: a\r\n b\r\n"),
        request("POST /api/events", "Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")}) {
    CAPTURE(bad);
    RawClient client(served.server->port());
    client.send(bad + request("GET /livez"));
    const std::string all = client.rest();
    CHECK(status_of(all) == 400);
    CHECK(all.find("/problems/malformed-http") != std::string::npos);
    CHECK(all.find("\r\nok\n") == std::string::npos);  // nothing behind it is answered
  }
  CHECK(served.router->metrics().requests_malformed >= 6);
}

TEST_CASE("server: a body of 2 MB is 413 before it is read, and the answer arrives") {
  Served served;
  const std::string large = payment("e", "C-7", ",\"x\":\"" + std::string(2'000'000, 'x') + "\"");
  RawClient client(served.server->port());
  client.send(post(large));
  const std::string answer = client.rest();
  CHECK(status_of(answer) == 413);
  CHECK(answer.find("/problems/too-large") != std::string::npos);
  RawClient chunked(served.server->port());
  chunked.send(request("POST /api/events",
                       "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
  chunked.send(chunk(large) + "0\r\n\r\n");
  CHECK(status_of(chunked.rest()) == 413);
  RawClient polite(served.server->port());
  polite.send(request("POST /api/events",
                      "Content-Length: 2000000\r\nExpect: 100-continue\r\n"
                      "Content-Type: application/json\r\n"));
  CHECK(status_of(polite.answer()) == 413);
  CHECK(served.records() == 0);
}

TEST_CASE("server: Expect: 100-continue is answered before the body comes") {
  Served served;
  RawClient client(served.server->port());
  const std::string event = payment("e-1", "C-7");
  const std::string whole = post(event, "Expect: 100-continue\r\n");
  client.send(whole.substr(0, whole.size() - event.size()));
  CHECK(status_of(client.answer()) == 100);
  client.send(event);
  CHECK(status_of(client.answer()) == 201);
}

TEST_CASE("server: a head over 16 KiB is 431, one just below it is read") {
  Served served;
  RawClient large(served.server->port());
  large.send(request("GET /livez", "X: " + std::string(20'000, 'x') + "\r\n"));
  CHECK(status_of(large.rest()) == 431);
  RawClient fits(served.server->port());
  fits.send(request("GET /livez", "X: " + std::string(16'000, 'x') + "\r\n"));
  CHECK(status_of(fits.answer()) == 200);
}

TEST_CASE("server: slow heads, slow bodies and idle connections are closed") {
  ServerOptions options;
  options.timeouts.head = options.timeouts.body = milliseconds(150);
  options.timeouts.idle = milliseconds(300);
  Served served(options);
  const std::string event = payment("e", "C-7");
  const std::string whole = post(event);
  const std::string slow_body = whole.substr(0, whole.size() - 5);
  for (const std::string& part : {std::string(), std::string("GET / HT"), slow_body}) {
    CAPTURE(part);
    RawClient client(served.server->port());
    const auto start = std::chrono::steady_clock::now();
    client.send(part);
    CHECK(client.rest() == "");
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
  RawClient drop(served.server->port());  // a byte now and then does not buy more time
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100 && drop.send("x"); ++i) std::this_thread::sleep_for(milliseconds(20));
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(1500));
  CHECK(served.records() == 0);
}

TEST_CASE("server: connections over the limit are closed, and counted") {
  ServerOptions options;
  options.connections_max = 2;
  Served served(options);
  RawClient first(served.server->port()), second(served.server->port());
  first.send(request("GET /livez"));
  second.send(request("GET /livez"));
  CHECK(status_of(first.answer()) == 200);
  CHECK(status_of(second.answer()) == 200);
  RawClient third(served.server->port());
  CHECK(third.rest() == "");
  CHECK(served.router->metrics().connections_refused == 1);
  CHECK(served.router->metrics().connections == 2);
}

TEST_CASE(
    "server: another site's name for this machine is not answered; the socket needs no token") {
  Served served;
  RawClient client(served.server->port());
  client.send("GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  CHECK(status_of(client.rest()) == 421);
  RawClient network(served.server->port());
  network.send("GET /api/ops/usage HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(status_of(network.answer()) == 401);
  RawClient local(served.socket_path());
  local.send(request("GET /api/ops/usage"));
  CHECK(status_of(local.answer()) == 200);
}

TEST_CASE("server: the Unix socket is its owner's alone, and not shared between servers") {
  Served served;
  struct stat status{};
  REQUIRE(::stat(served.socket_path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  ServerOptions options;
  options.port = 0;
  options.socket_path = served.socket_path();
  const auto second = Server::start(*served.router, options);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::refused);
  options = {};
  options.port = served.server->port();
  const auto same_port = Server::start(*served.router, options);
  REQUIRE_FALSE(same_port.has_value());
  CHECK(same_port.error().remedy.find("--port") != std::string::npos);
}

TEST_CASE("server: a long answer comes in chunks, whole") {
  Served served;
  REQUIRE(served.publish(payment("e", "C-7")).status == 201);
  RawClient client(served.socket_path());
  client.send(request("GET /api/ops/dump", "Connection: close\r\n"));
  const std::string all = client.rest();
  CHECK(all.find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(all.find("\nrow ") != std::string::npos);
  CHECK(all.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("server: a stop answers what runs, closes what idles, and takes no more") {
  Served served;
  RawClient idle(served.server->port());
  idle.send(request("GET /livez"));
  REQUIRE(status_of(idle.answer()) == 200);
  RawClient waiting(served.socket_path());
  waiting.send(request("GET /api/ops/tail?from=end&wait=30"));
  std::this_thread::sleep_for(milliseconds(200));
  const auto start = std::chrono::steady_clock::now();
  served.server->stop();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK(idle.rest() == "");
  const std::string last = waiting.rest();
  CHECK(status_of(last) == 200);
  CHECK(last.find("Connection: close") != std::string::npos);
  struct stat status{};
  CHECK(::stat(served.socket_path().c_str(), &status) != 0);
}

TEST_CASE("server: many clients at once, each event once") {
  Served served;
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&served, c] {
      RawClient client(served.server->port());
      for (int i = 0; i < 40; ++i) {
        client.send(post(payment("e-" + std::to_string(i), "C-" + std::to_string(c / 2))));
        const int status = status_of(client.answer());
        CHECK((status == 200 || status == 201));
      }
    });
  for (auto& client : clients) client.join();
  CHECK(served.records() == 4 * 40);
}

}  // namespace dossier::api
