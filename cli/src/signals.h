// Ctrl-C and SIGTERM: long work looks here, `serve` waits here.
#pragma once

namespace dossier::cli {

// From now on the first SIGINT or SIGTERM is noted (and interrupts what waits); a second one ends
// the process at once.
void catch_signals();
// Whether one came.
bool interrupted();
// From now on SIGHUP is noted; before, it ends the process.
void catch_reload();
// Whether one came since the last call.
bool reload_asked();
// Pauses for at most so long; ends early when one comes.
void pause_ms(int most);

// Waits until the socket has bytes to read, or is closed; false where a signal came first.
bool wait_readable(int socket);

}  // namespace dossier::cli
