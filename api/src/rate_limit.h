// How much one who signed in may ask: a bucket of tokens a person, filled at a steady rate. Any
// thread.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace dossier::api {

class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  // Requests a second in the long run, and at once after a pause; a rate of 0: no limit.
  RateLimit(double rate, double burst) : rate_(rate), burst_(burst) {}

  // Takes a token of that person; false where there is none.
  bool take(const std::string& who, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;  // guarded by mutex
  };
  static constexpr size_t kShards = 16;
  static constexpr size_t kPeopleMax = 4096;  // of a shard; then those that are full are forgotten

  double filled(const Bucket& bucket, Clock::time_point now) const;

  const double rate_, burst_;
  std::array<Shard, kShards> shards_;
};

}  // namespace dossier::api
