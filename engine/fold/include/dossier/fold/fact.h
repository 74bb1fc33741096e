// A fact: what a fold concludes (document expired, instalment missed). Held in memory for the rest
// of its pass, never appended. Its id is made from its cause, so that it stays the same in a
// rebuild.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dossier/base/ensure.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/fold/codec.h"

namespace dossier::fold {

// Of a fact type: `code` is stored in rows, so it is never reused; `name` is what people read.
struct FactType {
  uint16_t code;
  std::string_view name;
};

// (rule, entity, occurrence): occurrence is a natural key (a due date, a promise id), never a
// count.
struct FactId {
  uint16_t rule = 0;  // FactType::code
  std::string entity;
  std::string occurrence;
  DOSSIER_FIELDS(rule, entity, occurrence);
  auto operator<=>(const FactId&) const = default;
};

// Where a fact was concluded: what its owner keeps in order to withdraw it. `ordinal` counts the
// facts of one subject at one offset, from 1; 0 is the event itself.
struct FactRef {
  Offset offset;
  uint32_t ordinal = 0;
  DOSSIER_FIELDS(offset, ordinal);
  auto operator<=>(const FactRef&) const = default;
};

struct Fact {
  FactId id;
  Date effective;
  std::string body;        // encoded struct of the fact's type
  FactRef ref;             // set by the engine; of a withdrawn fact, the ref of when it was emitted
  bool withdrawn = false;  // true: this takes back what was emitted under the same id and ref

  // `T` has `static constexpr FactType kType` and DOSSIER_FIELDS.
  template <class T>
  static Fact make(const T& body, std::string entity, std::string occurrence, Date effective) {
    return {{T::kType.code, std::move(entity), std::move(occurrence)},
            effective,
            encoded(body),
            {},
            false};
  }
  template <class T>
  bool is() const {
    return id.rule == T::kType.code;
  }
  template <class T>
  T as() const {
    auto value = decoded<T>(body);
    ENSURE(is<T>() && value, "fact {} read as {}", id.rule, T::kType.name);
    return std::move(*value);
  }
};

}  // namespace dossier::fold
