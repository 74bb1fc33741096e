// The tables that the schema compiler writes into the build folder (catalogue_generated.cc).
#pragma once

#include <cstdint>
#include <span>

#include "dossier/events/descriptor.h"

namespace dossier::events::generated {

extern const std::span<const TypeDescriptor> kTypes;  // by code
extern const std::span<const uint16_t> kTypesByName;  // indexes into kTypes

}  // namespace dossier::events::generated
