// Folding gives way to answering: threads that only have to keep up run below those that somebody
// waits for, wherever more are ready than there are cores.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

namespace dossier::engine {

// Lowers the calling thread (on Linux this one alone). At 10 a thread beside one of 0 still has a
// tenth of a core. Lowering is always allowed; where it fails all the same, nothing is lost.
inline void give_way() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10); }

}  // namespace dossier::engine
