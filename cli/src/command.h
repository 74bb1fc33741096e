// What a sub-command is: it declares its arguments, and later runs with the configuration.
#pragma once

#include <functional>
#include <string>

#include "config.h"

namespace CLI {
class App;
}

namespace dossier::cli {

// What the command line asks for. Set while it is read; run once after.
struct Chosen {
  std::function<int(const Config&)> run;
  bool json = false;  // --json
};

// Each in a file of its own under commands/.
void add_serve(CLI::App& app, Chosen& chosen);
void add_seed(CLI::App& app, Chosen& chosen);
void add_publish(CLI::App& app, Chosen& chosen);
void add_tail(CLI::App& app, Chosen& chosen);
void add_view(CLI::App& app, Chosen& chosen);
void add_audit(CLI::App& app, Chosen& chosen);
void add_open_day(CLI::App& app, Chosen& chosen);
void add_set_rate(CLI::App& app, Chosen& chosen);
void add_quarantine(CLI::App& app, Chosen& chosen);
void add_replay(CLI::App& app, Chosen& chosen);
void add_doctor(CLI::App& app, Chosen& chosen);
void add_topics(CLI::App& app, Chosen& chosen);
void add_dead_letters(CLI::App& app, Chosen& chosen);
void add_log(CLI::App& app, Chosen& chosen);
void add_token(CLI::App& app, Chosen& chosen);

}  // namespace dossier::cli
