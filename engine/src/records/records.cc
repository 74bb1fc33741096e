#include "dossier/engine/records.h"

#include "dossier/base/ensure.h"
#include "records/appender.h"
#include "records/keys.h"
#include "records/shelf.h"

namespace dossier::engine {

struct Records::Impl {
  explicit Impl(std::unique_ptr<Shelf> s) : shelf(std::move(s)), appender(*shelf) {}

  std::unique_ptr<Shelf> shelf;
  Appender appender;
};

Records::Records(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Records::~Records() = default;

Result<std::unique_ptr<Records>> Records::open(const RecordsOptions& options) {
  DOSSIER_ASSIGN(auto shelf, Shelf::open(options));
  return std::unique_ptr<Records>(new Records(std::make_unique<Impl>(std::move(shelf))));
}

const std::string& Records::log_id() const { return impl_->shelf->log_id(); }

uint32_t Records::partition_count() const { return impl_->shelf->options().partitions; }

Offset Records::end(Partition partition) const { return {impl_->shelf->end(partition)}; }

Result<std::vector<Judged>> Records::append(std::span<const NewRecord> batch, Repeats repeats) {
  ENSURE(!impl_->shelf->options().read_only, "an append to records opened read-only");
  return impl_->appender.append(batch, repeats);
}

Result<std::optional<StoredRecord>> Records::find(const Identity& identity) const {
  return find_in(impl_->shelf->home(identity.subject), identity);
}

Result<std::optional<StoredRecord>> Records::find_in(Partition partition,
                                                     const Identity& identity) const {
  const Shelf& shelf = *impl_->shelf;
  const std::string& subject = identity.subject.key();
  std::string key;
  for (uint64_t hash = shelf.options().hash(identity.source, identity.id);; ++hash) {
    index_key(partition, subject, hash, key);
    DOSSIER_ASSIGN(std::optional<StoredRecord> record, shelf.indexed(partition, key));
    if (!record || has_identity(*record, subject, identity.source, identity.id)) return record;
  }
}

Result<StoredRecord> Records::get(Position position) const { return impl_->shelf->get(position); }

Result<std::vector<StoredRecord>> Records::read(Partition partition, Offset from,
                                                size_t max) const {
  return impl_->shelf->read(partition, from, max);
}

Result<std::vector<Offset>> Records::stream(const Subject& subject) const {
  return impl_->shelf->stream(subject);
}

Result<std::vector<Records::PartSize>> Records::sizes() const { return impl_->shelf->sizes(); }

}  // namespace dossier::engine
