// Whether bytes are a FlatBuffer of a type: bounds, alignment, and how much work they could make.
#include <flatbuffers/flatbuffers.h>

#include "dossier/events/fbs/common_generated.h"
#include "dossier/events/flatbuffer.h"
#include "fault.h"
#include "flatbuffer_access.h"

namespace dossier::events {
namespace {

using flatbuffers::Table;
using flatbuffers::uoffset_t;
using flatbuffers::Vector;

// Offsets may point at one thing many times over, so that a small buffer could stand for a huge
// tree: what is reached is counted, not what is stored.
constexpr int64_t kReachedItemsMax = 500'000;
constexpr int64_t kReachedTextMax = int64_t{16} << 20;

class TableVerifier {
 public:
  explicit TableVerifier(std::string_view bytes)
      : verifier_(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()) {}

  bool root(const TableDescriptor& descriptor, const uint8_t* buffer) {
    const uoffset_t offset = verifier_.VerifyOffset(0);
    return offset != 0 && table(descriptor, reinterpret_cast<const Table*>(buffer + offset));
  }
  bool overdrawn() const { return items_left_ < 0 || text_left_ < 0; }

 private:
  bool table(const TableDescriptor& descriptor, const Table* at) {
    if (!spend(static_cast<int64_t>(descriptor.fields.size())) || !at->VerifyTableStart(verifier_))
      return false;
    for (const FieldDescriptor& field : descriptor.fields)
      if (!this->field(field, at)) return false;
    return verifier_.EndTable();
  }

  bool field(const FieldDescriptor& field, const Table* at) {
    const uint16_t offset = field.vtable_offset;
    if (field.kind == FieldKind::money) return at->VerifyField<event::Money>(verifier_, offset, 8);
    switch (field.width) {
      case 0: return outside(field, at);
      case 1: return at->VerifyField<uint8_t>(verifier_, offset, 1);
      case 2: return at->VerifyField<uint16_t>(verifier_, offset, 2);
      case 4: return at->VerifyField<uint32_t>(verifier_, offset, 4);
      default: return at->VerifyField<uint64_t>(verifier_, offset, 8);
    }
  }

  // Strings, lists and tables, which the field only points at.
  bool outside(const FieldDescriptor& field, const Table* at) {
    const uint16_t offset = field.vtable_offset;
    if (!at->VerifyOffset(verifier_, offset)) return false;
    if (at->GetOptionalFieldOffset(offset) == 0) return true;
    switch (field.kind) {
      case FieldKind::text: return text(at->GetPointer<const flatbuffers::String*>(offset));
      case FieldKind::bytes: return list(at->GetPointer<const Vector<uint8_t>*>(offset));
      case FieldKind::numbers: return list(at->GetPointer<const Vector<uint16_t>*>(offset));
      case FieldKind::table: return table(*field.table, at->GetPointer<const Table*>(offset));
      default: return pointers(field, at->GetPointer<const Vector<uoffset_t>*>(offset));
    }
  }

  bool text(const flatbuffers::String* string) {
    if (!verifier_.VerifyString(string)) return false;
    text_left_ -= string->size();
    return !overdrawn();
  }

  template <class T>
  bool list(const Vector<T>* vector) {
    return verifier_.VerifyVector(vector) && spend(vector->size());
  }

  bool pointers(const FieldDescriptor& field, const Vector<uoffset_t>* vector) {
    if (!list(vector)) return false;
    for (uoffset_t i = 0; i < vector->size(); ++i) {
      const uint8_t* slot = vector->Data() + i * sizeof(uoffset_t);
      const uoffset_t offset = verifier_.VerifyOffset(slot, 0);
      if (offset == 0) return false;
      const bool sound = field.kind == FieldKind::texts
                             ? text(reinterpret_cast<const flatbuffers::String*>(slot + offset))
                             : table(*field.table, reinterpret_cast<const Table*>(slot + offset));
      if (!sound) return false;
    }
    return true;
  }

  bool spend(int64_t items) {
    items_left_ -= items;
    return items_left_ >= 0;
  }

  flatbuffers::Verifier verifier_;
  int64_t items_left_ = kReachedItemsMax;
  int64_t text_left_ = kReachedTextMax;
};

}  // namespace

FormCheck check_form(const TableDescriptor& root, std::string_view aligned_bytes) {
  if (aligned_bytes.size() > kTreeBytesMax) return FormCheck::too_large;
  TableVerifier verifier(aligned_bytes);
  if (verifier.root(root, reinterpret_cast<const uint8_t*>(aligned_bytes.data())))
    return FormCheck::sound;
  return verifier.overdrawn() ? FormCheck::too_large : FormCheck::broken;
}

Status verify(const TypeDescriptor& type, std::string_view aligned_bytes) {
  if (check_form(*type.table, aligned_bytes) == FormCheck::sound) return {};
  return fail(ErrorCode::corrupt, fmt::format("the bytes are no FlatBuffer of {}", type.name),
              "data");
}

}  // namespace dossier::events
