// What a viewer sees of each class of personal field. Plain values; who sees what is the policy's
// affair (api).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dossier::render {

enum class FieldClass : uint8_t {
  name,             // of people and organisations, referral source
  national_number,  // national id, tax registration number
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
inline constexpr std::array<std::string_view, kFieldClasses> kFieldClassNames = {
    "name",  "national_number", "birth_date", "trait",  "phone",
    "email", "address",         "work",       "income", "content"};

enum class Shown : uint8_t { hidden, masked, full };

// Of each class; hidden where nothing was said.
struct Masks {
  std::array<Shown, kFieldClasses> by_class{};

  Shown of(FieldClass field_class) const { return by_class[static_cast<size_t>(field_class)]; }
  friend bool operator==(const Masks&, const Masks&) = default;
};

}  // namespace dossier::render
