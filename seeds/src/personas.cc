#include "dossier/seeds/personas.h"

#include "dossier/base/ensure.h"
#include "embedded_stories.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {

Result<Persona> read_persona(std::string_view text) {
  DOSSIER_ASSIGN(const Story story, parse_story(text));
  const auto header = [&](std::string_view name) { return story.headers.find(name)->second; };
  const auto date = parse_date(header("business date"));
  if (!date)
    return fail(ErrorCode::invalid, "the business date is no date", line_field(1),
                "write \"business date: 2026-03-02\"");
  return Persona{header("key"), header("customer"), header("title"), header("about"), *date, text};
}

std::vector<Persona> personas() {
  std::vector<Persona> all;
  for (const std::string_view text : embedded_stories()) {
    auto persona = read_persona(text);
    ENSURE(persona.has_value(), "a built-in story can't be read: {}", to_string(persona.error()));
    all.push_back(std::move(*persona));
  }
  return all;
}

Result<std::vector<std::string>> expand(const Persona& persona) {
  DOSSIER_ASSIGN(const Story story, parse_story(persona.story));
  return Teller(story).tell();
}

}  // namespace dossier::seeds
