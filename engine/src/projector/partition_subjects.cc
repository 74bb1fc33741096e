// Which subjects a partition has, any thread: those in memory and those in the store, by the read
// rule of partition_read.cc.
#include <set>

#include "projector/keys.h"
#include "projector/partition.h"

namespace dossier::engine {
namespace {

// The least keys of a page and one more, which says that there are more.
class Page {
 public:
  explicit Page(size_t limit) : limit_(limit) {}

  void add(std::string_view key) {
    if (full() && key >= *keys_.rbegin()) return;
    keys_.emplace(key);
    if (keys_.size() > limit_ + 1) keys_.erase(std::prev(keys_.end()));
  }
  bool full() const { return keys_.size() > limit_; }
  // Whether a key so far behind can be on it.
  bool beyond(std::string_view key) const { return full() && key > *keys_.rbegin(); }
  void give(SubjectPage& page) {
    page.more = full();
    if (full()) keys_.erase(std::prev(keys_.end()));
    for (const auto& key : keys_) page.subjects.push_back(Subject::trusted(key));
  }

 private:
  const size_t limit_;
  std::set<std::string, std::less<>> keys_;
};

}  // namespace

Result<SubjectPage> PartitionFold::subjects(std::string_view kind, std::string_view after,
                                            size_t limit) const {
  const std::string prefix = std::string(kind) + "/";
  SubjectPage page;
  Page least(limit);
  ViewStore::Snapshot snapshot;
  {
    const Lock lock(lock_);
    page.folded = {{partition_, position_.next}, position_.business_date, recorded_};
    for (const auto& [key, entry] : entries_)
      if (key > after && key.starts_with(prefix) && entry->state.get<Progress>().events > 0)
        least.add(key);
    snapshot = env_.store.snapshot();
  }
  // An engine slice is stored of those alone that have an event.
  const std::string slot = keys::slot_prefix(partition_, kEngineSlot);
  const std::string all = slot + prefix;
  const std::string from = after.empty() ? std::string() : slot + std::string(after);
  DOSSIER_TRY(env_.store.scan(Family::slices, {all, from}, snapshot,
                              [&](std::string_view stored, std::string_view) {
                                const std::string_view rest = stored.substr(slot.size());
                                const std::string_view key = rest.substr(0, rest.find('\0'));
                                if (key > after) least.add(key);
                                return !least.beyond(key);
                              }));
  least.give(page);
  return page;
}

}  // namespace dossier::engine
