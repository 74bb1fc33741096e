#include <set>

#include "search/changes.h"

namespace dossier::api {
namespace {

constexpr size_t kBatch = 512;  // records

class ChangesOfLog final : public Changes {
 public:
  explicit ChangesOfLog(engine::Engine& engine) : engine_(engine) {}

  Result<News> after(Partition partition, Offset from) override {
    const Offset folded = engine_.position(partition).next.offset;
    News news{from, {}};
    if (folded <= from) return news;
    const auto most = std::min(kBatch, static_cast<size_t>(folded.value - from.value));
    DOSSIER_ASSIGN(const auto records, engine_.records().read(partition, from, most));
    std::set<std::string_view> keys;
    for (const auto& record : records) {
      news.next = record.position().offset + 1;
      if (record.verdict() == engine::Verdict::valid && record.key().starts_with("customer/"))
        keys.insert(record.key());
    }
    for (const auto key : keys) news.customers.push_back(Subject::trusted(std::string(key)));
    return news;
  }

  void when_after(Partition partition, Offset from, std::function<void()> then) override {
    engine_.when_folded({partition, from}, std::move(then));
  }

 private:
  engine::Engine& engine_;
};

}  // namespace

std::unique_ptr<Changes> changes_of_log(engine::Engine& engine) {
  return std::make_unique<ChangesOfLog>(engine);
}

}  // namespace dossier::api
