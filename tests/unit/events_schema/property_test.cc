// What must hold of every event that a schema allows. A failure prints rapidcheck's seed and ours.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "dossier/events/canonical.h"
#include "dossier/events/flatbuffer.h"
#include "random_tree.h"
#include "support.h"

namespace dossier::events {
namespace {

constexpr std::string_view kSubject = "customer/C-1";

const TypeDescriptor& any_type(RandomTree& random) {
  const auto types = all_types();
  return types[random.below(types.size())];
}

std::string built(const TableValue& data, const Selector& selector = {}) {
  std::string out;
  build(data, selector, out);
  return out;
}

std::string canonical(const TypeDescriptor& type, const TableValue& data) {
  std::string out;
  canonical_bytes(type, kSubject, std::nullopt, data, out);
  return out;
}

bool holds_personal_value(const TableValue& table) {
  for (const FieldDescriptor& field : table.descriptor().fields) {
    const Value& value = table[field.id];
    if (!value.present()) continue;
    if (field.personal()) return true;
    if (value.kind() == ValueKind::table && holds_personal_value(value.table())) return true;
    if (field.kind != FieldKind::tables) continue;
    for (const Value& item : value.items())
      if (holds_personal_value(item.table())) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("any event: JSON, tree, FlatBuffer, tree, JSON is the same") {
  EventParser parser({.trusted = true});
  CHECK(rc::check([&](uint64_t seed) {
    RandomTree random(seed);
    const TypeDescriptor& type = any_type(random);
    const Tree tree = random.make(type, Fields::published);
    RC_ASSERT(check(type, tree.root(), {.trusted = type.internal}));
    const std::string json = json_of(tree.root());
    const auto parsed = parser.parse_data(type, json);
    RC_ASSERT(parsed);
    RC_ASSERT(parsed->root() == tree.root());
    const auto read_back = read(type, built(parsed->root()));
    RC_ASSERT(read_back);
    RC_ASSERT(read_back->root() == tree.root());
    RC_ASSERT(json_of(read_back->root()) == json);
  }));
}

TEST_CASE("any event: internal fields survive the FlatBuffer and trusted JSON") {
  EventParser parser({.trusted = true});
  CHECK(rc::check([&](uint64_t seed) {
    RandomTree random(seed);
    const TypeDescriptor& type = any_type(random);
    const Tree tree = random.make(type, Fields::all);
    const auto read_back = read(type, built(tree.root()), {.refuse_unknown = true});
    RC_ASSERT(read_back);
    RC_ASSERT(read_back->root() == tree.root());
    const auto parsed = parser.parse_data(type, json_of(tree.root(), true));
    RC_ASSERT(parsed);
    RC_ASSERT(parsed->root() == tree.root());
  }));
}

TEST_CASE("any event: the clear part has nothing personal, and with all parts it is whole again") {
  CHECK(rc::check([&](uint64_t seed) {
    RandomTree random(seed);
    const TypeDescriptor& type = any_type(random);
    const Tree tree = random.make(type, Fields::all);
    auto joined = read(type, built(tree.root(), Selector::clear()));
    RC_ASSERT(joined);
    RC_ASSERT(!holds_personal_value(joined->root()));
    for (const PersonalPart& part : personal_parts(tree.root(), kSubject)) {
      const auto opened = read(type, built(tree.root(), Selector::personal(part, kSubject)));
      RC_ASSERT(opened);
      RC_ASSERT(personal_parts(opened->root(), kSubject).size() <= 1U);
      RC_ASSERT(join(*joined, opened->root()));
    }
    RC_ASSERT(joined->root() == tree.root());
  }));
}

TEST_CASE("any event: canonical bytes say the published fields, and only those") {
  CHECK(rc::check([&](uint64_t seed) {
    RandomTree random(seed);
    const TypeDescriptor& type = any_type(random);
    const Tree whole = random.make(type, Fields::all);
    EventParser parser({.trusted = true});
    const auto published = parser.parse_data(type, json_of(whole.root()));
    RC_ASSERT(published);
    RC_ASSERT(canonical(type, whole.root()) == canonical(type, published->root()));
    const Tree other = random.make(type, Fields::published);
    RC_ASSERT((canonical(type, other.root()) == canonical(type, published->root())) ==
              (other.root() == published->root()));
  }));
}

TEST_CASE("any bytes: a broken FlatBuffer is a fault or another event, never a crash") {
  CHECK(rc::check([&](uint64_t seed) {
    RandomTree random(seed);
    const TypeDescriptor& type = any_type(random);
    std::string bytes = built(random.make(type, Fields::all).root());
    for (uint64_t hits = 1 + random.below(6); hits > 0; --hits)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    bytes.resize(bytes.size() - random.below(bytes.size() / 4 + 1));
    const std::string unaligned = "x" + bytes;
    const auto tree = read(type, std::string_view(unaligned).substr(1));
    if (!tree) return;
    [[maybe_unused]] const auto checked = check(type, tree->root(), {});
    const auto again = read(type, built(tree->root()));
    RC_ASSERT(again);
    RC_ASSERT(again->root() == tree->root());
  }));
}

}  // namespace dossier::events
