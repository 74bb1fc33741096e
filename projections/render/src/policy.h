// Who sees what: one table, field class by role. It has the shape of a policy file, so that it can
// become one. Constant; any thread.
#pragma once

#include <string>
#include <string_view>

#include "dossier/render/render.h"

namespace dossier::render {

enum class FieldClass : uint8_t {
  name,             // of people and organisations, referral source
  national_number,  // national id, tax registration number: masked for all
  birth_date,
  trait,  // gender, pronoun
  phone,
  email,
  address,
  work,     // employer, title, since when
  income,   // amounts of it
  content,  // messages, notes, reasons, labels
};
inline constexpr size_t kFieldClasses = 10;

enum class Shown : uint8_t { full, masked, hidden };

Shown shown(FieldClass field_class, Role role);

// What is left of a value that a role sees masked.
std::string masked(FieldClass field_class, std::string_view value);

}  // namespace dossier::render
