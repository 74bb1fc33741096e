#include "projector/change_log.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace dossier::engine {
namespace {

size_t bytes_of(const Change& change) {
  size_t bytes = sizeof(Change);
  for (const ChangedRow& row : change.rows)
    bytes += sizeof(row) + row.key.size() + row.value.size();
  return bytes;
}

// What two passes of one day made of a subject, as one change.
void merge(Change& into, Change from) {
  into.recorded = from.recorded;
  into.anew = into.anew || from.anew;
  into.status = into.status || from.status;
  for (const auto& slice : from.slices)
    if (std::ranges::find(into.slices, slice) == into.slices.end()) into.slices.push_back(slice);
  for (ChangedRow& row : from.rows) {
    std::erase_if(into.rows, [&](const ChangedRow& known) {
      return std::tie(known.slot, known.set, known.key) == std::tie(row.slot, row.set, row.key);
    });
    into.rows.push_back(std::move(row));
  }
  if (into.anew) into.rows.clear();
}

}  // namespace

void ChangeLog::listen(bool on) {
  listening_ = on;
  if (!on) waiting_ = {};
}

void ChangeLog::watch(const std::string& subject, Offset next) {
  const auto [found, fresh] = watched_.try_emplace(subject, Watched{0, next});
  ++found->second.count;
}

void ChangeLog::unwatch(const std::string& subject) {
  const auto found = watched_.find(subject);
  if (found != watched_.end() && --found->second.count == 0) watched_.erase(found);
}

void ChangeLog::add(Change change) {
  const auto shared = std::make_shared<const Change>(std::move(change));
  keep(shared);
  if (!listening_) return;
  if (waiting_.changes.size() >= limits_.waiting) {
    waiting_.changes.clear();
    waiting_.gap = true;
  }
  waiting_.changes.push_back(shared);
}

void ChangeLog::keep(const ChangePtr& change) {
  ring_bytes_ += bytes_of(*change);
  ring_.push_back(change);
  while (ring_.size() > limits_.kept || (ring_bytes_ > limits_.kept_bytes && ring_.size() > 1)) {
    forgotten_ = ring_.front()->position.offset;
    ring_bytes_ -= bytes_of(*ring_.front());
    ring_.pop_front();
  }
}

void ChangeLog::hold(Change change) {
  const auto found = held_.find(change.subject.key());
  if (found == held_.end()) {
    std::string subject = change.subject.key();
    held_.emplace(std::move(subject), std::move(change));
  } else {
    merge(found->second, std::move(change));
  }
}

void ChangeLog::release(Date day) {
  for (auto& [subject, change] : held_) {
    change.day = day;
    add(std::move(change));
  }
  held_.clear();
}

void ChangeLog::note_totals(fold::Slot slot) {
  if (listening_ && std::ranges::find(waiting_.totals, slot) == waiting_.totals.end())
    waiting_.totals.push_back(slot);
}

void ChangeLog::note_quarantine() { waiting_.quarantine = listening_; }

bool ChangeLog::waiting() const {
  return waiting_.gap || waiting_.quarantine || !waiting_.changes.empty() ||
         !waiting_.totals.empty();
}

ChangeBatch ChangeLog::take() {
  ChangeBatch batch = std::exchange(waiting_, {});
  batch.partition = partition_;
  return batch;
}

std::optional<std::vector<ChangePtr>> ChangeLog::since(const std::string& subject, Offset after,
                                                       Offset version) const {
  const auto watched = watched_.find(subject);
  if (after < forgotten_ || watched == watched_.end()) return std::nullopt;
  // Before it was watched nothing of it was noted: all is well where nothing happened.
  if (after + 1 < watched->second.from && version > after) return std::nullopt;
  std::vector<ChangePtr> missed;
  for (const ChangePtr& change : ring_) {
    const bool other = change->kind == Change::Kind::subject && change->subject.key() != subject;
    if (other || change->position.offset <= after) continue;
    after = change->position.offset;
    missed.push_back(change);
  }
  return missed;
}

}  // namespace dossier::engine
