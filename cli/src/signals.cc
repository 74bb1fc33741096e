#include "signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

#include "dossier/base/ensure.h"

namespace dossier::cli {
namespace {

std::atomic<bool> g_interrupted{false};
std::atomic<bool> g_reload{false};
std::array<int, 2> g_pipe{-1, -1};  // its read end becomes ready when a signal came

void on_signal(int) {
  if (g_interrupted.exchange(true)) ::_exit(130);
  const char byte = 1;
  [[maybe_unused]] const auto written = ::write(g_pipe[1], &byte, 1);
}

void on_reload(int) { g_reload = true; }

}  // namespace

void catch_reload() {
  struct sigaction action{};
  action.sa_handler = on_reload;
  ::sigaction(SIGHUP, &action, nullptr);
}

bool reload_asked() { return g_reload.exchange(false); }

void catch_signals() {
  ENSURE(::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0, "no pipe for signals");
  struct sigaction action{};
  action.sa_handler = on_signal;  // without SA_RESTART: a wait ends
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return g_interrupted; }

void pause_ms(int most) {
  pollfd ready{g_pipe[0], POLLIN, 0};
  ::poll(&ready, 1, most);
}

bool wait_readable(int socket) {
  std::array<pollfd, 2> ready{pollfd{socket, POLLIN, 0}, pollfd{g_pipe[0], POLLIN, 0}};
  while (!interrupted())
    if (::poll(ready.data(), ready.size(), -1) > 0 && ready[0].revents != 0) return true;
  return false;
}

}  // namespace dossier::cli
