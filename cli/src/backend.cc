#include "backend.h"

#include <fmt/format.h>

namespace dossier::cli {

Result<std::unique_ptr<Backend>> open_backend(const Config& config) {
  DOSSIER_ASSIGN(auto served, open_socket(config.socket_path()));
  if (served) return served;
  return open_in_process(config);
}

api::Request get(std::string target) { return {"GET", std::move(target), {}, {}, {}}; }

api::Request post(std::string target, std::string body, std::string content_type) {
  return {
      "POST", std::move(target), {{"content-type", std::move(content_type)}}, std::move(body), {}};
}

std::string escaped(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace dossier::cli
