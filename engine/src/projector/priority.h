// Threads that only have to keep up give way to those that somebody waits for, wherever more are
// ready than there are cores.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

namespace dossier::engine {

// Lowers the calling thread, on Linux this one alone: at 10 it still has a tenth of a core beside a
// thread of 0. Lowering is always allowed; where it fails all the same, nothing is lost.
inline void give_way(int nice) { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice); }

}  // namespace dossier::engine
