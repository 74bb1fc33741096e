// To whom customers belong, as their views said at a version: so that the gate of a role that does
// not reach everybody need not read the profile each time. What changed since is read anew. Any
// thread.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <unordered_map>

#include "access/policy.h"
#include "dossier/engine/engine.h"

namespace dossier::api {

class Standings {
 public:
  // Whether the asker reaches that customer, whose view stands at `view.version`. Errors: those of
  // reading.
  Result<bool> reaches(const engine::Engine& engine, const Policy& policy, const Principal& who,
                       const Subject& customer, const engine::SubjectView& view);
  // The same, as the view stands now.
  Result<bool> reaches(const engine::Engine& engine, const Policy& policy, const Principal& who,
                       const Subject& customer);

 private:
  struct Standing {
    Position version;
    std::string branch;
    std::array<std::string, 3> assigned;

    Belonging belonging() const { return {branch, {assigned[0], assigned[1], assigned[2]}}; }
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Standing> by_subject;  // guarded by mutex
  };
  static constexpr size_t kShards = 16;
  static constexpr size_t kEntriesMax = 4096;  // of a shard; then it begins anew

  static Result<Standing> read(const engine::Engine& engine, const Subject& customer);

  std::array<Shard, kShards> shards_;
};

}  // namespace dossier::api
