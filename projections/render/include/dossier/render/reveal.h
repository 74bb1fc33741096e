// The full value of one field that the profile shows masked. Whoever calls has noted it in the
// access log before. Pure but for the opener; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/render/render.h"

namespace dossier::render {

// Whether the customer has such a field, opened or not: "national_id", "trn", "date_of_birth",
// "monthly_income" and the other sealed ones of identity and employment by name; of a contact point
// "phone:<contact_id>", "email:<contact_id>", "address:<contact_id>"; of a reference
// "reference.phone:<person_id>", likewise its name, email, address and note.
bool has_revealable(const profile::ProfileSlice& slice, std::string_view field);

struct Revealed {
  enum class State : uint8_t { value, erased, unreadable } state = State::unreadable;
  std::string text;  // of a value: whole
};
// Nothing where the customer has no such field.
std::optional<Revealed> reveal(const profile::ProfileSlice& slice, std::string_view field,
                               std::string_view subject, BoxOpener& opener, Language language);

}  // namespace dossier::render
