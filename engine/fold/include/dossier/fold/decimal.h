// An exact decimal with a fixed number of places, as events have them: kept scaled, shown as text.
#pragma once

#include <cstdint>

#include "dossier/base/money.h"
#include "dossier/fold/codec.h"
#include "dossier/fold/json.h"

namespace dossier::fold {

template <uint32_t Places>
struct Decimal {
  int64_t scaled = 0;  // by 10^Places
  auto operator<=>(const Decimal&) const = default;
};

template <uint32_t Places>
void encode(ByteWriter& out, Decimal<Places> value) {
  out.zigzag(value.scaled);
}
template <uint32_t Places>
void decode(ByteReader& in, Decimal<Places>& value) {
  value.scaled = in.zigzag();
}
template <uint32_t Places>
void write_json(JsonWriter& out, Decimal<Places> value) {
  out.text(short_decimal(value.scaled, Places));
}
template <uint32_t Places>
struct SchemaOf<Decimal<Places>> {
  static void write(JsonWriter& out) { write_type(out, "string", "decimal"); }
};

}  // namespace dossier::fold
