// Reading a verified FlatBuffer by descriptor. Private to this library.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <string_view>

#include "dossier/events/descriptor.h"

namespace dossier::events {

enum class FormCheck : uint8_t { sound, broken, too_large };
FormCheck check_form(const TableDescriptor& root, std::string_view aligned_bytes);

// The scalar of a present field, widened by its sign.
inline int64_t scalar_at(const FieldDescriptor& field, const uint8_t* at) {
  using flatbuffers::ReadScalar;
  switch (field.width) {
    case 1: return field.is_signed ? ReadScalar<int8_t>(at) : int64_t{ReadScalar<uint8_t>(at)};
    case 2: return field.is_signed ? ReadScalar<int16_t>(at) : int64_t{ReadScalar<uint16_t>(at)};
    case 4: return field.is_signed ? ReadScalar<int32_t>(at) : int64_t{ReadScalar<uint32_t>(at)};
    default: return ReadScalar<int64_t>(at);
  }
}

// Where a field is stored; null where it is absent.
inline const uint8_t* address_of(const FieldDescriptor& field, const flatbuffers::Table* table) {
  return table->GetAddressOf(field.vtable_offset);
}

}  // namespace dossier::events
