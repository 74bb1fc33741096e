// The API in this process, over an engine that a benchmark has opened: sign-in with tokens of the
// development issuer, router, and server on a free port of 127.0.0.1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "dossier/api/server.h"
#include "dossier/base/ensure.h"

namespace dossier::bench {

// Ends the process where it is an error.
template <class T>
T must(Result<T> result) {
  ENSURE(result, "{}", to_string(result.error()));
  return std::move(*result);
}

class Served {
 public:
  // The issuer's key lies in `folder`. The engine outlives it.
  Served(engine::Engine& engine, const std::string& folder, api::ServerOptions listening = {});
  ~Served();

  api::Router& router() { return *router_; }
  uint16_t port() const { return server_->port(); }
  std::string token(api::Role role = api::Role::admin) const;  // of the person of it, from now on

 private:
  std::unique_ptr<api::DevIssuer> issuer_;
  std::unique_ptr<api::Authenticator> authenticator_;
  std::optional<api::Router> router_;
  std::unique_ptr<api::Server> server_;
};

}  // namespace dossier::bench
