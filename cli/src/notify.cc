#include "notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace dossier::cli {
namespace {

std::optional<long long> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  long long value = 0;
  const char* end = text + std::strlen(text);
  if (std::from_chars(text, end, value).ptr != end) return std::nullopt;
  return value;
}

}  // namespace

void notify(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const size_t size = std::strlen(path);
  if (size >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, size);
  if (path[0] == '@') address.sun_path[0] = '\0';  // Linux' abstract names
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size));
  ::close(socket);
}

// Half of what the manager waits, as it advises.
std::optional<std::chrono::milliseconds> watchdog_interval() {
  const auto most_us = number_in("WATCHDOG_USEC");
  const auto whom = number_in("WATCHDOG_PID");
  if (!most_us || *most_us <= 0 || (whom && *whom != ::getpid())) return std::nullopt;
  return std::chrono::milliseconds(std::max(1LL, *most_us / 2000));
}

}  // namespace dossier::cli
