// Any bytes as a target: parsed or refused, and what is parsed holds no control character and no
// slash within a segment.
#include <algorithm>
#include <string>

#include "dossier/base/ensure.h"
#include "query.h"
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  dossier::api::matches(bytes, "W/\"tag\"");
  const auto target = dossier::api::parse_target(bytes);
  if (!target) return 0;
  for (const std::string& segment : target->segments)
    ENSURE(std::ranges::none_of(
               segment, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '/'; }),
           "a segment holds what it may not");
  for (const auto& [name, value] : target->query)
    ENSURE(target->find(name) == value, "a parameter stands twice");
  return 0;
}
