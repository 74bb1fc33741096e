// Queries against their declaration.
#include "endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "dossier/base/ensure.h"
#include "dossier/base/time.h"

namespace dossier::api {
namespace {

using Kind = Parameter::Kind;

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool stands_in(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view one = words.substr(0, words.find(' '));
    if (one == word) return true;
    words.remove_prefix(std::min(one.size() + 1, words.size()));
  }
  return false;
}

std::unexpected<Error> fault(const Parameter& parameter, std::string what) {
  return fail(ErrorCode::invalid, std::move(what), std::string(parameter.name));
}

Status check(const Parameter& parameter, std::string_view value) {
  switch (parameter.kind) {
    case Kind::text:
      if (static_cast<int64_t>(value.size()) < parameter.least ||
          static_cast<int64_t>(value.size()) > parameter.most)
        return fault(parameter,
                     fmt::format("must have {} to {} bytes", parameter.least, parameter.most));
      return {};
    case Kind::number: {
      const auto number = whole_number(value);
      if (number && *number >= parameter.least && *number <= parameter.most) return {};
      return fault(parameter, fmt::format("must be a whole number, {} to {}", parameter.least,
                                          parameter.most));
    }
    case Kind::flag:
      if (value.empty() || value == "true") return {};
      return fault(parameter, "is there or not: it takes no value but true");
    case Kind::choice:
      if (!value.empty() && stands_in(parameter.choices, value)) return {};
      return fault(parameter, fmt::format("must be one of: {}", parameter.choices));
    case Kind::date:
      if (const auto date = parse_date(value); !date) return fault(parameter, date.error().message);
      return {};
  }
  return {};
}

const Parameter* find(const std::vector<Parameter>& declared, std::string_view name) {
  const auto found = std::ranges::find(declared, name, &Parameter::name);
  return found == declared.end() ? nullptr : &*found;
}

std::string names_of(const std::vector<Parameter>& declared) {
  std::string names;
  for (const auto& parameter : declared)
    names.append(names.empty() ? "" : " ").append(parameter.name);
  return names;
}

}  // namespace

Status check_query(const Target& target, const std::vector<Parameter>& declared) {
  for (const auto& [name, value] : target.query) {
    const Parameter* parameter = find(declared, name);
    if (parameter == nullptr)
      return fail(ErrorCode::invalid, "the query has a parameter that is not known here", "",
                  declared.empty() ? "send none" : "use: " + names_of(declared));
    DOSSIER_TRY(check(*parameter, value));
  }
  for (const auto& parameter : declared)
    if (parameter.required && !target.has(parameter.name)) return fault(parameter, "must be there");
  return {};
}

bool Endpoint::takes(std::string_view parameter) const { return find(query, parameter) != nullptr; }

int64_t Call::number(std::string_view name) const {
  const Parameter* parameter = find(endpoint->query, name);
  ENSURE(parameter != nullptr && parameter->fallback, "{} declares no number {}",
         endpoint->operation, name);
  const auto text = target.find(name);
  return text ? *whole_number(*text) : *parameter->fallback;
}

render::Viewer Call::viewer() const {
  return {policy->masks(who.role),
          target.find("lang") == "vi" ? render::Language::vi : render::Language::en};
}

}  // namespace dossier::api
