// Whose a personal field is: the event's subject, or who a sibling names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/events/value.h"

namespace dossier::events {

// "kind" and "id" of an owner; both empty: the event's subject.
struct Owner {
  std::string_view kind;
  std::string_view id;

  std::string key() const;  // "kind/id", or empty
  bool is(std::string_view owner_key) const;
};

// Of `field` in `table`. Nothing where the sibling that says it is absent or incomplete.
std::optional<Owner> owner_of(const TableValue& table, const FieldDescriptor& field);

}  // namespace dossier::events
