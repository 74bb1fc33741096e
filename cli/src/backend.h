// Who answers a command: the running server, over its Unix socket, or the same router over an
// engine that this process opens. Commands can't tell. One thread at a time.
#pragma once

#include <memory>
#include <string>

#include "config.h"
#include "dossier/api/message.h"

namespace dossier::cli {

class Backend {
 public:
  virtual ~Backend() = default;
  // The whole answer. Errors: unavailable (the server left, or Ctrl-C), io.
  virtual Result<api::Response> call(api::Request request) = 0;
  // The same, its body handed on in pieces where the status is 200. Errors also: what broke the
  // answer off.
  virtual Result<api::Response> stream(api::Request request, const api::Sink& sink) = 0;
  // All that the log holds is folded. A server sees to that itself. Errors: unavailable, io.
  virtual Status catch_up() = 0;
  // "the server on var/dossier.sock": for people.
  virtual std::string name() const = 0;
};

// Errors: refused (another process holds the folder, wrong key…), io, corrupt.
Result<std::unique_ptr<Backend>> open_backend(const Config& config);
Result<std::unique_ptr<Backend>> open_in_process(const Config& config);
// Null where no server listens there.
Result<std::unique_ptr<Backend>> open_socket(const std::string& path);

api::Request get(std::string target);
api::Request post(std::string target, std::string body, std::string content_type);

// The text as a part of a target: everything but unreserved characters is escaped.
std::string escaped(std::string_view text);

}  // namespace dossier::cli
