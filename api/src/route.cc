// A walk over the table: it is short, and a path has few segments.
#include "route.h"

#include <algorithm>

namespace dossier::api {
namespace {

size_t parts_of(std::string_view pattern) {
  return static_cast<size_t>(std::ranges::count(pattern, '/'));
}

// Both have as many parts.
bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& names) {
  names.clear();
  for (const std::string& segment : segments) {
    pattern.remove_prefix(1);
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(part.size());
    if (part.starts_with('{') && !segment.empty())
      names.push_back(segment);
    else if (part != segment)
      return false;
  }
  return true;
}

}  // namespace

Match find_endpoint(std::string_view method, const std::vector<std::string>& segments) {
  Match match;
  std::vector<std::string> names;
  for (const Endpoint& endpoint : all_endpoints()) {
    if (parts_of(endpoint.path) != segments.size() || !fits(endpoint.path, segments, names))
      continue;
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += endpoint.method;
    if (endpoint.method == "GET") match.allowed += ", HEAD";
    const bool same = endpoint.method == method || (method == "HEAD" && endpoint.method == "GET");
    if (!same || match.endpoint != nullptr) continue;
    match.endpoint = &endpoint;
    match.names = names;
  }
  return match;
}

}  // namespace dossier::api
