// A slice: small state of one subject, or of one entity of it, split in parts by how they change.
//
//   struct LoanSlice : SliceOf<1, Terms, Schedule, Balance> {};   // kind 1; three parts
//   slice.get<Balance>().minor;  slice.edit<Balance>().minor += 5;  // edit marks the part dirty
//
// Only dirty parts are written. A part equal to its default is stored all the same once edited.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "dossier/base/error.h"
#include "dossier/fold/codec.h"

namespace dossier::fold {

class Slice {
 public:
  virtual ~Slice() = default;
  virtual uint8_t part_count() const = 0;
  virtual void encode_part(uint8_t part, ByteWriter& out) const = 0;
  virtual bool decode_part(uint8_t part, std::string_view bytes) = 0;  // false: not its bytes
  virtual std::unique_ptr<Slice> clone() const = 0;
  virtual size_t memory_bytes() const = 0;

  std::string encode_part(uint8_t part) const {
    ByteWriter out;
    encode_part(part, out);
    return out.take();
  }
  uint32_t dirty_parts() const { return dirty_; }
  void mark_clean() { dirty_ = 0; }
  void mark_dirty(uint8_t part) {
    dirty_ |= 1u << part;
    changed_ = true;
  }
  // Whether a part was edited since the last take_changed().
  bool changed() const { return changed_; }
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  uint32_t dirty_ = 0;
  bool changed_ = false;
};

template <uint8_t Kind, HasFields... Parts>
class SliceOf : public Slice {
 public:
  static constexpr uint8_t kKind = Kind;
  static constexpr uint8_t kParts = sizeof...(Parts);
  static_assert(kParts > 0 && kParts <= 32);

  template <class Part>
  static constexpr uint8_t index_of() {
    constexpr bool kSame[] = {std::is_same_v<Part, Parts>...};
    for (uint8_t i = 0; i < kParts; ++i)
      if (kSame[i]) return i;
    return kParts;
  }
  template <class Part>
  const Part& get() const {
    return std::get<Part>(parts_);
  }
  template <class Part>
  Part& edit() {
    mark_dirty(index_of<Part>());
    return std::get<Part>(parts_);
  }

  uint8_t part_count() const override { return kParts; }
  using Slice::encode_part;
  void encode_part(uint8_t part, ByteWriter& out) const override {
    visit(parts_, part, [&](const auto& value) { encode(out, value); });
  }
  bool decode_part(uint8_t part, std::string_view bytes) override {
    ByteReader in(bytes);
    visit(parts_, part, [&](auto& value) { decode(in, value); });
    return in.ok() && in.at_end();
  }
  std::unique_ptr<Slice> clone() const override { return std::make_unique<SliceOf>(*this); }
  size_t memory_bytes() const override {
    return sizeof(*this) +
           std::apply([](const auto&... part) { return (heap_bytes(part) + ...); }, parts_);
  }

 private:
  template <class Tuple, class Visit>
  static void visit(Tuple& parts, uint8_t part, Visit&& visit) {
    uint8_t i = 0;
    std::apply([&](auto&... value) { ((i++ == part ? visit(value) : void()), ...); }, parts);
  }

  std::tuple<Parts...> parts_;
};

}  // namespace dossier::fold
