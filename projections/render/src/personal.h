// Personal values out of boxes, each box opened once. One for each rendering; one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "dossier/events/value.h"
#include "dossier/render/render.h"
#include "mask.h"

namespace dossier::render {

enum class State : uint8_t { absent, value, erased, unreadable };

struct Personal {
  State state = State::absent;
  std::string text;  // of a value: plain, not masked yet
};

class PersonalReader {
 public:
  PersonalReader(std::string_view subject, BoxOpener& opener, const Viewer& viewer)
      : subject_(subject), opener_(opener), viewer_(viewer) {}

  Personal read(const fold::SealedFields& sealed, std::string_view name);
  // A part of that field: of item `item` where it is a list, then `member` where that is a table.
  struct Place {
    std::optional<size_t> item;
    std::string_view member;
  };
  Personal read(const fold::SealedFields& sealed, std::string_view name, const Place& place);
  // How many items that field, a list, has; 1 where its box does not open, so that this can be
  // said.
  size_t items(const fold::SealedFields& sealed, std::string_view name);
  // Root field `name` of whichever box holds it; absent where the field is of another purpose.
  Personal read(std::span<const fold::SealedBox> boxes, std::string_view name,
                events::Purpose purpose);
  // Why it was done, out of the box that holds meta.
  Personal read_reason(std::span<const fold::SealedBox> boxes);

  // As this viewer sees it: full, masked, or a word that says why not. Nothing where absent.
  std::optional<std::string> show(const Personal& value, FieldClass field_class) const;

 private:
  struct OpenBox {
    State state = State::unreadable;
    std::optional<events::Tree> tree;
  };
  const OpenBox& open(const fold::SealedBox& box);
  Personal read(const fold::SealedBox& box, uint16_t field, const Place& place = {});

  std::string_view subject_;
  BoxOpener& opener_;
  const Viewer& viewer_;
  std::map<std::tuple<int64_t, std::string, uint8_t>, OpenBox> open_;
};

// A value of a tree as people read it; a table as its parts, joined by commas.
std::string text_of(const events::FieldDescriptor& field, const events::Value& value,
                    Language language);

}  // namespace dossier::render
