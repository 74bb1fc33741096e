#include "auth/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auth/strict_json.h"
#include "dossier/base/ids.h"

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kSourcesMax = 64;
constexpr size_t kSourceBytesMax = 256;
constexpr double kLastSecond = 253402300799;  // 9999-12-31

std::unexpected<Error> refuse(std::string_view reason) {
  return fail(ErrorCode::refused, std::string(reason));
}

// Seconds since 1970, whole or not (RFC 7519, NumericDate). Nothing where it is something else.
std::optional<int64_t> date_member(const dom::object& claims, std::string_view name) {
  double seconds = 0;
  if (claims[name].get_double().get(seconds) || !(seconds >= 0 && seconds <= kLastSecond))
    return std::nullopt;
  return static_cast<int64_t>(std::floor(seconds));
}

Status check_start(const dom::object& claims, std::string_view name, int64_t now_s) {
  if (!has_member(claims, name)) return {};
  const auto start = date_member(claims, name);
  if (!start) return refuse(std::string(name) + " is no date");
  if (*start - kSkewS > now_s) return refuse(std::string(name) + " lies ahead");
  return {};
}

bool is_for(const dom::object& claims, std::string_view audience) {
  if (const auto one = text_member(claims, "aud")) return *one == audience;
  dom::array several;
  if (claims["aud"].get_array().get(several)) return false;
  return std::ranges::any_of(several, [audience](const dom::element& item) {
    std::string_view text;
    return !item.get_string().get(text) && text == audience;
  });
}

// The claim of a name that the issuer's settings give: as it is, or, with / before it, the place
// that it points at (RFC 6901).
simdjson::simdjson_result<dom::element> claim(const dom::object& claims, std::string_view name) {
  return name.starts_with('/') ? claims.at_pointer(name) : claims[name];
}

Status read_sources(const dom::object& claims, const std::string& name,
                    std::vector<std::string>& out) {
  const auto given = claim(claims, name);
  if (given.error()) return {};
  dom::array items;
  if (given.get_array().get(items) || items.size() > kSourcesMax)
    return refuse("the sources are no list of at most 64");
  for (const dom::element& item : items) {
    std::string_view text;
    if (item.get_string().get(text) || text.empty() || text.size() > kSourceBytesMax)
      return refuse("a source is no text of 1 to 256 bytes");
    out.emplace_back(text);
  }
  return {};
}

// The one role that is known here: others of a list are for other programs. Of two none is taken,
// since neither is the greater: they see different things.
Result<Role> read_role(const dom::object& claims, const std::string& name) {
  const auto given = claim(claims, name);
  std::string_view one;
  std::optional<Role> role;
  if (!given.get_string().get(one)) {
    role = role_of(one);
  } else {
    dom::array several;
    if (given.get_array().get(several)) return refuse("the role is no text and no list");
    for (const dom::element& item : several) {
      if (item.get_string().get(one)) return refuse("a role is no text");
      const auto known = role_of(one);
      if (known && role && *known != *role)
        return refuse(fmt::format("it has the roles {} and {}: give it one of them", name_of(*role),
                                  name_of(*known)));
      if (known) role = known;
    }
  }
  if (!role) return refuse("the role is missing or not known");
  return *role;
}

Result<Principal> principal_of(const dom::object& claims, const Issuer& issuer) {
  Principal who;
  who.id = text_member(claims, "sub").value_or("");
  if (!valid_id(who.id)) return refuse("sub is no id: 1 to 128 of A-Z a-z 0-9 . _ : -");
  DOSSIER_ASSIGN(who.role, read_role(claims, issuer.role_claim));
  if (const auto branch = claim(claims, issuer.branch_claim); !branch.error()) {
    std::string_view text;
    if (branch.get_string().get(text) || !valid_id(text)) return refuse("the branch is no id");
    who.branch = text;
  }
  DOSSIER_TRY(read_sources(claims, issuer.sources_claim, who.sources));
  return who;
}

}  // namespace

Result<std::string> issuer_named(std::string_view payload) {
  dom::parser parser;
  const auto claims = parse_strict(parser, payload);
  if (!claims) return refuse("the payload " + claims.error().message);
  const auto issuer = text_member(*claims, "iss");
  if (!issuer) return refuse("iss is missing");
  return std::string(*issuer);
}

Result<Claimed> check_claims(std::string_view payload, const Issuer& issuer, int64_t now_s) {
  dom::parser parser;
  const auto claims = parse_strict(parser, payload);
  if (!claims) return refuse("the payload " + claims.error().message);
  if (text_member(*claims, "iss") != issuer.url) return refuse("iss is another");
  if (!is_for(*claims, issuer.audience)) return refuse("aud is another");
  const auto end = date_member(*claims, "exp");
  if (!end) return refuse("exp is missing or no date");
  DOSSIER_TRY(check_start(*claims, "nbf", now_s));
  DOSSIER_TRY(check_start(*claims, "iat", now_s));
  DOSSIER_ASSIGN(Principal who, principal_of(*claims, issuer));
  if (*end + kSkewS <= now_s) return fail(ErrorCode::not_reached, "it has expired");
  return Claimed{std::move(who), *end + kSkewS};
}

}  // namespace dossier::api
