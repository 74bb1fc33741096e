// Trees to and from FlatBuffers: the clear part of an event, the parts that go into its boxes, and
// the way back.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/events/value.h"

namespace dossier::events {

// What goes into one box: the personal fields of one owner and one purpose.
struct PersonalPart {
  std::string owner;  // "kind/id"; empty: the event's subject
  Purpose purpose = Purpose::none;
  std::vector<uint16_t> present;  // ids of the root's fields that it holds, in whole or in part

  bool operator==(const PersonalPart&) const = default;
};

// The parts that a checked tree has, ordered by owner, then purpose. An owner that is the event's
// own subject ("customer/C-1") is written as empty.
std::vector<PersonalPart> personal_parts(const TableValue& data, std::string_view subject);

// Which fields a FlatBuffer takes.
struct Selector {
  enum class Part : uint8_t { everything, clear, personal };
  Part part = Part::everything;
  Purpose purpose = Purpose::none;
  std::string_view owner = {};    // of `personal`: as in PersonalPart
  std::string_view subject = {};  // of `personal`: the event's

  static Selector clear() { return {.part = Part::clear}; }
  static Selector personal(const PersonalPart& part, std::string_view subject) {
    return {Part::personal, part.purpose, part.owner, subject};
  }
};

// Appends nothing, replaces `out`. The same tree gives the same bytes. The clear part keeps every
// table and the length of every list; a personal part those on the way to its fields.
void build(const TableValue& data, const Selector& selector, std::string& out);

struct ReadOptions {
  // A field that the schema does not know is a fault (a publisher's), else it is passed over (a
  // later version of Dossier wrote it).
  bool refuse_unknown = false;
};

// Safe on any bytes, aligned or not; the tree keeps its own copy. What the schema demands beyond
// form is check()'s. Errors: invalid, too_large.
Result<Tree> read(const TypeDescriptor& type, std::string_view bytes,
                  const ReadOptions& options = {});

// Whether the bytes are a FlatBuffer of this type, for those who read it in place. Aligned to 8.
// Errors: corrupt.
Status verify(const TypeDescriptor& type, std::string_view aligned_bytes);

// Lays an opened part over the clear one: fields by id, lists by index. Errors: corrupt, where both
// hold the same field or lists differ in length.
Status join(Tree& into, const TableValue& part);

// Fields of the root of a verified FlatBuffer, without a tree. Absent: nothing.
std::optional<int64_t> number_at(const FieldDescriptor& field, const uint8_t* flatbuffer);
std::optional<Money> money_at(const FieldDescriptor& field, const uint8_t* flatbuffer);
std::optional<std::string_view> text_at(const FieldDescriptor& field, const uint8_t* flatbuffer);

// When it happened: the type's effective field where present, else `time`.
struct Effective {
  bool is_date = false;
  Date date;        // where is_date: it counts as the start of that day in the business zone
  Instant instant;  // where not
};
Effective effective(const TypeDescriptor& type, const uint8_t* flatbuffer, Instant time);
Effective effective(const TypeDescriptor& type, const TableValue& data, Instant time);

}  // namespace dossier::events
