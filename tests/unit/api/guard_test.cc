// Which heads the guard lets through: a table.
#include "http/guard.h"

#include <doctest/doctest.h>

#include <string>

namespace dossier::api::http_guard {
namespace {

std::string head(const std::string& fields, const std::string& line = "GET / HTTP/1.1") {
  return line + "\r\n" + fields + "\r\n";
}
const std::string kHost = "Host: localhost\r\n";

}  // namespace

TEST_CASE("guard: sound heads pass") {
  for (const std::string& sound :
       {head(kHost), head(kHost + "Content-Length: 0\r\n", "POST /a?b=c HTTP/1.1"),
        head(kHost + "Transfer-Encoding: Chunked \r\n"), head("", "GET / HTTP/1.0"),
        head(kHost + "X-Empty:\r\nX-Tab: a\tb\r\n"), head("Host:\r\n"),
        head("Host: [::1]:8360\r\n"), head("Host: a-b.example:65535\r\n")}) {
    CAPTURE(sound);
    CHECK(fault_in(sound) == "");
  }
}

TEST_CASE("guard: heads that RFC 9112 forbids, or that could be read in two ways, do not") {
  const std::string length = "Content-Length: 5\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  for (const std::string& bad :
       {head(""),                                                 // no Host
        head(kHost + kHost),                                      // two
        head("Host: a, b\r\n"),                                   // a list
        head("Host: user@localhost\r\n"),                         // with a user
        head("Host: localhost/x\r\n"),                            // with a path
        head("Host: localhost:80x\r\n"),                          // port
        head("Host: [::1\r\n"),                                   // bracket
        head("Host: local host\r\n"),                             // blank
        head(kHost + length + length),                            // doubled length
        head(kHost + length + "content-length: 6\r\n"),           // that differs
        head(kHost + "Content-Length: 5, 5\r\n"),                 // a list
        head(kHost + "Content-Length: +5\r\n"),                   // signed
        head(kHost + "Content-Length: 0x5\r\n"),                  // hexadecimal
        head(kHost + "Content-Length:\r\n"),                      // empty
        head(kHost + "Content-Length: 9999999999999999999\r\n"),  // over 18 digits
        head(kHost + "Transfer-Encoding: gzip, chunked\r\n"),     // another coding
        head(kHost + "Transfer-Encoding: xchunked\r\n"),          // none at all
        head(kHost + "Transfer-Encoding: \"chunked\"\r\n"),       // quoted
        head(kHost + chunked + chunked),                          // doubled
        head(kHost + chunked + length),                           // both
        head(kHost + chunked, "POST / HTTP/1.0"),                 // not in 1.0
        head(kHost + " folded: x\r\n"),                           // obs-fold
        head(kHost + "X: a\r\n\tb\r\n"),                          // obs-fold
        head("Host : localhost\r\n"),                             // blank before the colon
        head(kHost + "no colon\r\n"),                             //
        head(kHost + ": none\r\n"),                               // no name
        head(kHost + "X: a\nY: b\r\n"),                           // bare LF
        head(kHost + "X: a\rY: b\r\n"),                           // bare CR
        head(kHost + std::string("X: a\0b\r\n", 9)),              // NUL
        head(kHost, "GET  / HTTP/1.1"),                           // two blanks
        head(kHost, "GET /a b HTTP/1.1"),                         // blank in the target
        head(kHost, "GET /\x80 HTTP/1.1"),                        // not ASCII
        head(kHost, "G(T / HTTP/1.1"),                            // method
        head(kHost, "GET / HTTP/1.2"),                            // version
        head(kHost, "GET / http/1.1"),                            // version
        head(kHost, "GET /"),                                     // no version
        head(kHost, ""),                                          // a line before the request
        std::string("GET / HTTP/1.1\r\nHost: a\r\n")}) {          // no end
    CAPTURE(bad);
    CHECK(fault_in(bad) != "");
  }
}

TEST_CASE("guard: the end of a head, and names of this machine") {
  CHECK(head_size("GET / HTTP/1.1\r\n\r") == 0);
  CHECK(head_size("GET / HTTP/1.1\r\n\r\nbody") == 18);
  for (const char* ours : {"localhost", "LocalHost:8360", "127.0.0.1:1", "[::1]:8360", "[::1]"})
    CHECK_MESSAGE(is_loopback_host(ours), ours);
  for (const char* strange :
       {"", "evil.com", "127.0.0.1.evil.com:80", "localhost.evil.com", "10.0.0.1"})
    CHECK_MESSAGE(!is_loopback_host(strange), strange);
}

}  // namespace dossier::api::http_guard
