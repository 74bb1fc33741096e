#include "http/short_slices.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace dossier::api {
namespace {

constexpr uint64_t kSliceNs = 100'000;  // the least that Linux takes; it gives 3 ms by itself

// struct sched_attr of sched_setattr(2), which the C library does not declare. `policy` 0 is the
// usual one (SCHED_OTHER).
struct SchedulingOf {
  uint32_t size = sizeof(SchedulingOf), policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0, deadline = 0, period = 0;
};

}  // namespace

void use_short_slices() {
  SchedulingOf wanted;
  wanted.nice = ::getpriority(PRIO_PROCESS, 0);
  wanted.runtime = kSliceNs;
  static_cast<void>(::syscall(SYS_sched_setattr, 0, &wanted, 0));  // it does without
}

}  // namespace dossier::api
