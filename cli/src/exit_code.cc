#include "exit_code.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "signals.h"

namespace dossier::cli {
namespace {

ErrorCode code_of(int status, std::string_view type) {
  switch (status) {
    case 404: return ErrorCode::not_found;
    case 409:
      return type == "/problems/position-not-reached" ? ErrorCode::not_reached
                                                      : ErrorCode::conflict;
    case 413: return ErrorCode::too_large;
    case 401:
    case 403: return ErrorCode::refused;
    case 503: return ErrorCode::unavailable;
    default: return status >= 500 ? ErrorCode::io : ErrorCode::invalid;
  }
}

std::string member(const simdjson::dom::object& object, std::string_view name) {
  std::string_view text;
  if (object[name].get_string().get(text)) return {};
  return std::string(text);
}

}  // namespace

ExitCode exit_code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid:
    case ErrorCode::too_large:
    case ErrorCode::conflict:
    case ErrorCode::refused: return kRefused;
    case ErrorCode::not_found: return kNotFound;
    case ErrorCode::unavailable:
    case ErrorCode::not_reached: return interrupted() ? kInterrupted : kUnavailable;
    case ErrorCode::corrupt:
    case ErrorCode::io: break;
  }
  return kFailure;
}

Result<api::Response> checked(Result<api::Response> response) {
  if (!response || response->status < 400) return response;
  simdjson::dom::parser parser;
  simdjson::dom::object problem;
  if (parser.parse(response->body).get_object().get(problem))
    return fail(ErrorCode::io, fmt::format("the server answered {}", response->status));
  Error error{code_of(response->status, member(problem, "type")), member(problem, "detail"), "",
              member(problem, "remedy")};
  if (error.message.empty()) error.message = member(problem, "title");
  return std::unexpected(std::move(error));
}

int report(const Error& error) {
  if (interrupted()) return kInterrupted;
  fmt::print(stderr, "dossier: {}\n", to_string(error));
  return exit_code_of(error);
}

}  // namespace dossier::cli
