// The legs that end at WebSocket clients: what is published of watched customers, until a message
// of theirs covers it.
#pragma once

#include <string>
#include <vector>

#include "kafka_load.h"

namespace dossier::bench {

struct PushLeg {
  std::string what;  // where the way begins
  std::string brokers;
  std::string topic;
  size_t rate = 0;
  size_t connections = 4;  // each watches as many customers as a connection may
  std::string folder;      // of the issuer of tokens
};

// Publishes the items while the API is served and customers are watched, waits until all of them
// was heard, and tells of each event of a watched customer how long it took to the change feed and
// to the first message at or behind its position.
void run_push_leg(engine::Engine& engine, const PushLeg& leg, std::vector<Item>& items);

}  // namespace dossier::bench
