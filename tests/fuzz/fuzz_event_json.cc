// Whatever a publisher sends, as JSON, as a batch or as a FlatBuffer: a fault or an event, and an
// event means the same after each way through the house. The first byte chooses the door.
#include <fmt/format.h>

#include "dossier/base/ensure.h"
#include "dossier/events/canonical.h"
#include "dossier/events/derive.h"
#include "dossier/events/flatbuffer.h"
#include "dossier/events/json.h"
#include "dossier/events/to_json.h"

namespace {

using namespace dossier;
using namespace dossier::events;

EventParser& parser() {
  static EventParser made({.trusted = true});
  return made;
}

void survives(const TypeDescriptor& type, const Tree& tree) {
  std::string json;
  append_json(tree.root(), json, {.internal = true});
  const auto parsed = parser().parse_data(type, json);
  ENSURE(parsed && parsed->root() == tree.root(), "{} is another event as JSON", type.name);
  std::string bytes;
  build(tree.root(), {}, bytes);
  const auto read_back = read(type, bytes, {.refuse_unknown = true});
  ENSURE(read_back && read_back->root() == tree.root(), "{} is another FlatBuffer", type.name);
  build(tree.root(), Selector::clear(), bytes);
  auto joined = read(type, bytes);
  for (const PersonalPart& part : personal_parts(tree.root(), "customer/C-1")) {
    build(tree.root(), Selector::personal(part, "customer/C-1"), bytes);
    const auto opened = read(type, bytes);
    ENSURE(opened && join(*joined, opened->root()), "{} does not join", type.name);
  }
  ENSURE(joined->root() == tree.root(), "{} lost something in its parts", type.name);
  canonical_bytes(type, "customer/C-1", std::nullopt, tree.root(), bytes);
}

void fuzz_flatbuffer(const TypeDescriptor& type, std::string_view bytes) {
  const auto tree = read(type, bytes, {.refuse_unknown = true});
  if (tree && check(type, tree->root(), {.trusted = true})) survives(type, *tree);
}

void fuzz_data(const TypeDescriptor& type, std::string_view json) {
  const auto tree = parser().parse_data(type, json);
  if (tree) survives(type, *tree);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto types = all_types();
  const TypeDescriptor& type = types[data[1] % types.size()];
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  switch (data[0] % 4) {
    case 0: {
      const auto event = parser().parse_cloud_event(input);
      if (event) survives(*event->type, event->data);
      break;
    }
    case 1: {
      const auto events = parser().parse_batch(input);
      if (!events) break;
      for (const auto& event : *events)
        if (event) survives(*event->type, event->data);
      break;
    }
    case 2: fuzz_data(type, input); break;
    default: fuzz_flatbuffer(type, input);
  }
  return 0;
}
