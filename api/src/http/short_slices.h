// Threads that somebody waits for run in short slices: the scheduler then lets them run sooner
// after they wake, and not longer in all.
#pragma once

namespace dossier::api {

// Of the calling thread. Linux from 6.12 on; elsewhere nothing changes.
void use_short_slices();

}  // namespace dossier::api
