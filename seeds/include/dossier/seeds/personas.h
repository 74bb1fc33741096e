// Customers with a life worth looking at, told in seeds/stories/*.story (grammar: docs/seeds.md).
// Pure functions; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/time.h"

namespace dossier::seeds {

struct Persona {
  std::string key;          // "deteriorating"
  std::string customer_id;  // "C-1042"
  std::string title;
  std::string about;       // The story in one line.
  Date business_date;      // Open this day before publishing.
  std::string_view story;  // Its text; lives as long as the program.
};

std::vector<Persona> personas();

// The persona's events as CloudEvents in JSON, in the order to publish them: its staff, then its
// history by date in an import bracket. Every amount adds up to the cent.
// Errors: invalid, which for a built-in persona never happens.
Result<std::vector<std::string>> expand(const Persona& persona);

// The persona that a story tells, and its events, for a text from elsewhere; `text` must outlive
// the persona. Errors: invalid, with field "line n" and what to write instead.
Result<Persona> read_persona(std::string_view text);

}  // namespace dossier::seeds
