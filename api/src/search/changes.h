// Which customers may read differently, by partition: what keeps the index fresh. An interface, so
// that the index does not depend on where the news comes from.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "dossier/engine/engine.h"

namespace dossier::api {

class Changes {
 public:
  virtual ~Changes() = default;

  struct News {
    Offset next;                     // all before it is taken in
    std::vector<Subject> customers;  // each once
  };
  // Of what is folded from `from` on, at most a batch; `next` is `from` where there is nothing.
  // Errors: corrupt, io.
  virtual Result<News> after(Partition partition, Offset from) = 0;
  // Calls `then` once there is something; at once where there is. It must not block. From any
  // thread, and never where folding stops before.
  virtual void when_after(Partition partition, Offset from, std::function<void()> then) = 0;
};

// From the records of the log, whose subjects stand in clear.
std::unique_ptr<Changes> changes_of_log(engine::Engine& engine);

}  // namespace dossier::api
