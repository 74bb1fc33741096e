// Load over HTTP from one thread: keep-alive connections to 127.0.0.1 on raw sockets, one request
// on its way in each, so that the client costs little beside the server that it measures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dossier::bench {

struct LoadOptions {
  uint16_t port = 0;
  std::string request;  // whole, as it goes over the wire
  size_t connections = 16;
  double seconds = 3;
  double rate = 0;  // requests a second; 0: as fast as answers come
};

struct Load {
  uint64_t requests = 0;
  double seconds = 0;
  double client_cpu_seconds = 0;
  uint64_t bytes = 0;  // of all answers
  // Of each request, from the moment when it was due to the last byte of its answer; sorted.
  std::vector<uint32_t> latency_us;

  double per_second() const { return static_cast<double>(requests) / seconds; }
  double latency_ms(double quantile) const;
};

// Every answer has to be 200 with a Content-Length, else the process ends with what came instead.
Load run_load(const LoadOptions& options);

}  // namespace dossier::bench
