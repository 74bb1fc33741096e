// The API: every endpoint, whoever calls. The server hands it what came over a socket, a command
// what it wants to know. Safe from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/auth.h"
#include "dossier/api/background.h"
#include "dossier/api/dev_issuer.h"
#include "dossier/api/message.h"
#include "dossier/api/metrics.h"
#include "dossier/api/principal.h"
#include "dossier/engine/engine.h"

namespace dossier::api {

namespace push {
class Hub;
}

inline constexpr size_t kEventBytesMax = size_t{1} << 20;
inline constexpr size_t kBatchBytesMax = size_t{16} << 20;
inline constexpr size_t kWriteBytesMax = size_t{256} << 10;  // of what a person writes
inline constexpr size_t kBatchEventsMax = 10'000;

struct RouterOptions {
  std::string var = "./var";  // what doctor looks at
  std::string version = "0.1.0";
  size_t blocking_threads = 8;                   // what waits for the disk runs there
  Authenticator* authenticator = nullptr;        // outlives the router; null: nobody over TCP
  const DevIssuer* dev = nullptr;                // the same; null: no sign-in page
  size_t answer_cache_bytes = size_t{64} << 20;  // answers to reads of customers that are kept
  // Of one who signed in over the network, events of publishers aside; 0: as many as they like.
  double requests_a_second = 0;
  double requests_at_once = 400;  // after a pause
  bool search_at_start = false;   // else the index of customers is built once somebody searches
  std::string country_code = {};  // digits of phone numbers that are written without a country
  std::vector<std::string> origins = {};  // of pages that may connect to push
};

class Router {
 public:
  // The engine outlives the router.
  Router(engine::Engine& engine, RouterOptions options);
  ~Router();  // as stop()

  // Requests from now on follow that policy; deploy/policy.toml is built in, and used until then.
  // Errors: invalid, and the policy before stays.
  Status use_policy(std::string_view toml);

  // Answers once, now or later, from this thread or another.
  void handle(Request request, Respond respond);

  // How many bytes of body such a request may have; known before its body is read.
  size_t body_limit(std::string_view method, std::string_view target,
                    std::string_view content_type) const;
  // The answer to a request that could not be read: `code` of the table of problems.
  Response unreadable(std::string_view code, std::string_view detail) const;

  // /readyz says from now on that this is not the one to ask; all else goes on.
  void begin_drain();
  // What waits for news is answered at once from now on.
  void begin_stop();
  // Answers all that was asked, then ends the threads.
  void stop();

  Metrics& metrics();
  Background& background();
  push::Hub& push();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::api
