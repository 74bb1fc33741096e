#include "auth/issuer_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "auth/jwk.h"

namespace dossier::api {
namespace {

constexpr size_t kFileBytesMax = size_t{1} << 20;

Status read_list(const toml::node& node, const std::string& where, std::vector<std::string>& out) {
  out.clear();
  const toml::array* items = node.as_array();
  if (items == nullptr) return fail(ErrorCode::invalid, "must be a list of strings", where);
  for (const toml::node& item : *items) {
    if (!item.is_string()) return fail(ErrorCode::invalid, "must be a list of strings", where);
    out.push_back(item.as_string()->get());
  }
  return {};
}

std::string* text_setting(Issuer& issuer, std::string_view name) {
  if (name == "url") return &issuer.url;
  if (name == "audience") return &issuer.audience;
  if (name == "jwks_file") return &issuer.jwks_file;
  if (name == "jwks_uri") return &issuer.jwks_uri;
  if (name == "role_claim") return &issuer.role_claim;
  if (name == "branch_claim") return &issuer.branch_claim;
  if (name == "sources_claim") return &issuer.sources_claim;
  return nullptr;
}

Result<Issuer> read_issuer(const toml::table& table, const std::string& path) {
  Issuer issuer;
  for (const auto& [key, node] : table) {
    const std::string where =
        fmt::format("{} line {} {}", path, node.source().begin.line, key.str());
    if (key.str() == "algorithms") {
      DOSSIER_TRY(read_list(node, where, issuer.algorithms));
      continue;
    }
    std::string* const setting = text_setting(issuer, key.str());
    if (setting == nullptr)
      return fail(ErrorCode::invalid, "is not a setting of an issuer", where,
                  "docs/http.md lists them under Signing in");
    if (!node.is_string() || node.as_string()->get().empty())
      return fail(ErrorCode::invalid, "must be a string, not empty", where);
    *setting = node.as_string()->get();
  }
  return issuer;
}

Status check_issuer(const Issuer& issuer) {
  const std::string where = "issuer " + (issuer.url.empty() ? "without url" : issuer.url);
  if (issuer.url.empty()) return fail(ErrorCode::invalid, "url is missing", where);
  if (issuer.audience.empty()) return fail(ErrorCode::invalid, "audience is missing", where);
  if (issuer.algorithms.empty()) return fail(ErrorCode::invalid, "algorithms is empty", where);
  for (const std::string& algorithm : issuer.algorithms)
    if (!algorithm_of(algorithm))
      return fail(ErrorCode::invalid, "algorithms may be RS256, ES256 and EdDSA", where);
  const auto given = [](const std::string& text) { return text.empty() ? 0 : 1; };
  if (given(issuer.jwks) + given(issuer.jwks_file) + given(issuer.jwks_uri) > 1)
    return fail(ErrorCode::invalid, "has jwks_file and jwks_uri", where, "keep one of them");
  const bool discovers = issuer.jwks.empty() && issuer.jwks_file.empty();
  if (discovers && !is_safe_url(issuer.jwks_uri.empty() ? issuer.url : issuer.jwks_uri))
    return fail(ErrorCode::invalid, "its keys would be fetched without protection", where,
                "use an https address, or jwks_file");
  return {};
}

}  // namespace

bool is_loopback_url(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return false;
  std::string_view rest = url.substr(url.find("//") + 2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.find('@') != std::string_view::npos) return false;
  const size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos)
    rest = rest.substr(0, colon);
  return rest == "127.0.0.1" || rest == "localhost" || rest == "[::1]";
}

bool is_safe_url(std::string_view url) {
  return url.starts_with("https://") || is_loopback_url(url);
}

Result<std::string> read_small_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (!file)
    return fail(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                fmt::format("can not read {}: {}", path, std::strerror(errno)), "",
                "check the path and who may read it");
  std::string text(kFileBytesMax + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return fail(ErrorCode::io, "can not read " + path);
  if (text.size() > kFileBytesMax) return fail(ErrorCode::too_large, path + " is over 1 MiB");
  return text;
}

Result<std::vector<Issuer>> read_issuers(const std::string& path) {
  DOSSIER_ASSIGN(const std::string text, read_small_file(path));
  toml::table root;
  try {
    root = toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::invalid, std::string(error.description()),
                fmt::format("{} line {}", path, error.source().begin.line));
  }
  std::vector<Issuer> issuers;
  for (const auto& [key, node] : root) {
    const toml::array* items = key.str() == "issuer" ? node.as_array() : nullptr;
    if (items == nullptr || !items->is_array_of_tables())
      return fail(ErrorCode::invalid, "the file holds [[issuer]] tables alone",
                  fmt::format("{} {}", path, key.str()));
    for (const toml::node& item : *items) {
      DOSSIER_ASSIGN(auto issuer, read_issuer(*item.as_table(), path));
      issuers.push_back(std::move(issuer));
    }
  }
  return issuers;
}

Status check_issuers(const std::vector<Issuer>& issuers) {
  for (const Issuer& issuer : issuers) {
    DOSSIER_TRY(check_issuer(issuer));
    if (std::ranges::count(issuers, issuer.url, &Issuer::url) > 1)
      return fail(ErrorCode::invalid, "stands twice", "issuer " + issuer.url);
  }
  return {};
}

}  // namespace dossier::api
