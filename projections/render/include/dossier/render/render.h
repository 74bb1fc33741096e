// A view's data as the API answers it: `data` (codes, ids, dates, amounts; the same for everybody)
// and `text` (worded, masked for the viewer). Pure but for the opener; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "dossier/fold/sealed.h"
#include "dossier/profile/slice.h"
#include "dossier/render/masks.h"
#include "dossier/timeline/row.h"

namespace dossier::render {

enum class Language : uint8_t { en, vi };

struct Viewer {
  Masks masks;  // everything hidden, where nothing is said
  Language language = Language::en;
};

struct Erased {};
struct Unreadable {
  std::string reason;  // for logs; never holds a personal value
};
// The box's plaintext FlatBuffer, or why there is none.
using Opened = std::variant<std::string, Erased, Unreadable>;

class BoxOpener {
 public:
  virtual ~BoxOpener() = default;
  // `subject`: "kind/id" whose slice or row holds the box. Where `box.sealed` is empty and the box
  // is not erased, it was over fold::kMaxKeptBoxBytes: read it from the record at `box.origin`.
  // Does not throw.
  virtual Opened open(std::string_view subject, const fold::SealedBox& box) = 0;
};

// {"data":{…},"text":{…}}. A value that is erased, cannot be read or is not for this viewer reads
// as a word that says so.
std::string render_profile(const profile::ProfileSlice& slice, std::string_view subject,
                           BoxOpener& opener, const Viewer& viewer);

// {"id","category","effective","recorded","data":{…},"text":{"title","description","performer"}}.
std::string render_timeline_entry(const timeline::RowKey& key, const timeline::Row& row,
                                  std::string_view subject, BoxOpener& opener,
                                  const Viewer& viewer);

// All that `text` of that entry says to this viewer, a line each: what a search looks through.
std::string timeline_entry_words(const timeline::Row& row, std::string_view subject,
                                 BoxOpener& opener, const Viewer& viewer);

}  // namespace dossier::render
