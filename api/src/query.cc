// Targets by RFC 9112 (origin form) and RFC 3986. No value of a query is ever said in a fault.
#include "query.h"

#include <fmt/format.h>

#include <algorithm>

namespace dossier::api {
namespace {

constexpr size_t kTargetBytesMax = 4096;
constexpr size_t kPairsMax = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Error broken(std::string message, std::string field = {}) {
  return {ErrorCode::invalid, std::move(message), std::move(field), ""};
}

Status add_segments(std::string_view path, Target& out) {
  path.remove_prefix(1);
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    DOSSIER_ASSIGN(std::string segment, percent_decode(path.substr(0, slash)));
    if (segment.find('/') != std::string::npos)
      return std::unexpected(broken("a part of the path holds an escaped slash"));
    out.segments.push_back(std::move(segment));
    if (slash == path.size()) break;
    path.remove_prefix(slash + 1);
    if (path.empty()) out.segments.emplace_back();  // "/a/" is not "/a"
  }
  return {};
}

Status add_pair(std::string_view pair, Target& out) {
  const size_t equals = std::min(pair.find('='), pair.size());
  DOSSIER_ASSIGN(std::string name, percent_decode(pair.substr(0, equals), true));
  DOSSIER_ASSIGN(std::string value,
                 percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
  if (out.has(name)) return std::unexpected(broken("a parameter of the query stands twice"));
  out.query.emplace_back(std::move(name), std::move(value));
  return {};
}

Status add_query(std::string_view query, Target& out) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    if (end > 0) DOSSIER_TRY(add_pair(query.substr(0, end), out));
    if (out.query.size() > kPairsMax)
      return std::unexpected(broken("the query has too many parameters"));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::unexpected(broken("has a broken % escape"));
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return std::unexpected(broken("holds a control character"));
    out += c;
  }
  return out;
}

std::optional<std::string_view> Target::find(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > kTargetBytesMax)
    return fail(ErrorCode::invalid, fmt::format("the target is over {} bytes", kTargetBytesMax));
  if (!target.starts_with('/') || target.find('#') != std::string_view::npos)
    return std::unexpected(broken("the target must be a path, as /api/events"));
  const size_t mark = std::min(target.find('?'), target.size());
  Target out;
  DOSSIER_TRY(add_segments(target.substr(0, mark), out));
  DOSSIER_TRY(add_query(target.substr(std::min(mark + 1, target.size())), out));
  return out;
}

}  // namespace dossier::api
