// One customer's events in a few words: for tests of the projections.
#pragma once

#include <fmt/format.h>

#include "dossier/profile/slice.h"
#include "dossier/projections/registry.h"
#include "dossier/timeline/row.h"
#include "support/memory_fold.h"

namespace dossier::test {

inline Date day(std::string_view text) { return parse_date(text).value(); }

class Story : public MemoryFold {
 public:
  Story() : MemoryFold(projections::all_projections(), "customer/C-1") {}

  // `when`: a day (at noon in Jamaica), or an instant. `data`: the members inside the braces.
  fold::FoldStatus say(std::string_view type, std::string_view when, std::string_view data) {
    const std::string time =
        when.size() > 10 ? std::string(when) : fmt::format("{}T17:00:00Z", when);
    return fold(
        fmt::format(R"({{"specversion":"1.0","id":"e-{}","source":"/core","type":"dossier.{}.v1",)"
                    R"("subject":"customer/C-1","time":"{}","data":{{{}}}}})",
                    ++count_, type, time, data));
  }
  void open(std::string_view date) { open_day(day(date)); }

  const profile::ProfileSlice& profile() const { return *slice<profile::ProfileSlice>(1); }
  template <class Part>
  const Part& of_profile() const {
    return profile().get<Part>();
  }
  template <class Part>
  const Part& of_timeline() const {
    return slice<timeline::TimelineSlice>(2)->get<Part>();
  }
  // Oldest first.
  std::vector<timeline::Row> entries() const {
    std::vector<timeline::Row> all;
    for (const auto& [key, value] : rows(timeline::kSlot))
      all.push_back(fold::decoded<timeline::Row>(value).value());
    return all;
  }
  // Ids of the entries that are facts.
  std::vector<std::string> facts() const {
    std::vector<std::string> ids;
    for (const auto& row : entries())
      if (row.fact != 0) ids.push_back(row.id);
    return ids;
  }

 private:
  int count_ = 0;
};

}  // namespace dossier::test
