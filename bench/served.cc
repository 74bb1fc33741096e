#include "served.h"

#include <chrono>

namespace dossier::bench {

Served::Served(engine::Engine& engine, const std::string& folder, api::ServerOptions listening)
    : issuer_(must(api::DevIssuer::open(folder, true))),
      authenticator_(must(api::Authenticator::open({.issuers = {issuer_->issuer()}}))) {
  api::RouterOptions settings;
  settings.var = folder;
  settings.authenticator = authenticator_.get();
  settings.requests_a_second = 0;  // so many handshakes at once are one person's here
  router_.emplace(engine, settings);
  listening.port = 0;
  server_ = must(api::Server::start(*router_, listening));
}

Served::~Served() {
  server_->stop();
  router_->stop();
}

std::string Served::token(api::Role role) const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return issuer_->token(api::dev_person(role),
                        std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace dossier::bench
