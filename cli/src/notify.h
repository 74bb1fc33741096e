// What a service manager is told (sd_notify(3)): a datagram to the socket that it named. Without
// one, nothing happens.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace dossier::cli {

// "READY=1", "STOPPING=1", "WATCHDOG=1"; several parted by lines.
void notify(std::string_view state);

// How often WATCHDOG=1 is due; nothing where nobody watches.
std::optional<std::chrono::milliseconds> watchdog_interval();

}  // namespace dossier::cli
