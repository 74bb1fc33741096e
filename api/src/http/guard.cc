// A strict reading of RFC 9112, sections 2 to 6, of a head as a whole.
#include "http/guard.h"

#include <algorithm>

#include "header_list.h"

namespace dossier::api::http_guard {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

bool is_count(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// uri-host [ ":" port ] (RFC 3986, 3.2.2): what comes after the last colon is digits.
bool is_host(std::string_view text) {
  const size_t bracket = text.rfind(']');
  const size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view port = text.substr(colon + 1);
    if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    text = text.substr(0, colon);
  }
  if (text.starts_with('['))
    return text.ends_with(']') &&
           text.find_first_not_of("0123456789abcdefABCDEF:.[]") == std::string_view::npos;
  constexpr std::string_view kMarks = "-._~!$&'()*+;=%";
  return std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

struct Framing {
  bool version_10 = false;
  int hosts = 0, lengths = 0, encodings = 0;
};

std::string_view fault_in_request_line(std::string_view line, Framing& framing) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return "the request line has not three parts";
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(line.substr(0, first))) return "the method is no token";
  if (target.empty() || std::ranges::any_of(target, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F;
      }))
    return "the target holds a character that needs an escape";
  const std::string_view version = line.substr(last + 1);
  framing.version_10 = version == "HTTP/1.0";
  if (!framing.version_10 && version != "HTTP/1.1") return "only HTTP/1.1 and HTTP/1.0 are read";
  return {};
}

std::string_view fault_in_field(std::string_view line, Framing& framing) {
  if (line.starts_with(' ') || line.starts_with('\t')) return "a header is folded over lines";
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return "a header has no sound name";
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (has_control(value)) return "a header holds a control character";
  if (same(name, "host")) {
    ++framing.hosts;
    if (!is_host(value)) return "Host is not a name or address with its port";
  } else if (same(name, "content-length")) {
    ++framing.lengths;
    if (!is_count(value)) return "Content-Length is not one whole number";
  } else if (same(name, "transfer-encoding")) {
    ++framing.encodings;
    if (!same(value, "chunked")) return "a Transfer-Encoding other than chunked is not read";
  }
  return {};
}

std::string_view fault_in_framing(const Framing& framing) {
  if (framing.hosts > 1) return "Host stands twice";
  if (framing.hosts == 0 && !framing.version_10) return "Host is missing";
  if (framing.lengths > 1) return "Content-Length stands twice";
  if (framing.encodings > 1) return "Transfer-Encoding stands twice";
  if (framing.encodings > 0 && framing.version_10) return "HTTP/1.0 has no Transfer-Encoding";
  if (framing.encodings > 0 && framing.lengths > 0)
    return "Transfer-Encoding and Content-Length exclude each other";
  return {};
}

}  // namespace

size_t head_size(std::string_view bytes) {
  const size_t end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? 0 : end + 4;
}

std::string_view fault_in(std::string_view head) {
  if (!head.ends_with("\r\n\r\n")) return "the head does not end with an empty line";
  head.remove_suffix(2);
  Framing framing;
  for (bool first = true; !head.empty(); first = false) {
    const size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    if (line.find_first_of("\r\n") != std::string_view::npos)
      return "a line of the head does not end with CR LF";
    const std::string_view fault =
        first ? fault_in_request_line(line, framing) : fault_in_field(line, framing);
    if (!fault.empty()) return fault;
    head.remove_prefix(end + 2);
  }
  return fault_in_framing(framing);
}

bool is_loopback_host(std::string_view host) {
  const size_t bracket = host.rfind(']');
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    host = host.substr(0, colon);
  return same(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
}

bool expects_continue(std::string_view expect) { return same(expect, "100-continue"); }

}  // namespace dossier::api::http_guard
