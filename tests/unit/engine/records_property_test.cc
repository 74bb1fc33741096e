// Verdicts against a model that is a map: any batches, any repetitions, any reopening.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <tuple>

#include "unit/engine/records_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

namespace {

struct Step {
  uint16_t partition, subject, id, text;
  bool with_mac;
};

// Few of each, so that identities meet.
std::vector<Step> any_batch() {
  return *rc::gen::container<std::vector<Step>>(rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<uint16_t>(0, 2), rc::gen::inRange<uint16_t>(0, 2),
                     rc::gen::inRange<uint16_t>(0, 12), rc::gen::inRange<uint16_t>(0, 2),
                     rc::gen::weightedElement<bool>({{4, true}, {1, false}})),
      [](const auto& t) { return std::make_from_tuple<Step>(t); }));
}

// The verdict as docs/formats/records.md says it.
class Model {
 public:
  struct Expected {
    Verdict verdict;
    int64_t first;
    bool stored;
  };

  explicit Model(Repeats repeats) : repeats_(repeats) {}

  Expected judge(const RecordText& text) {
    const auto key = std::tuple(text.partition, text.draft.subject.key(), text.draft.id);
    const auto known = firsts_.find(key);
    if (known == firsts_.end()) {
      firsts_[key] = {ends_[text.partition], text.draft.mac};
      return {Verdict::valid, ends_[text.partition]++, true};
    }
    const auto& [first, mac] = known->second;
    const bool differs = !mac.empty() && !text.draft.mac.empty() && mac != text.draft.mac;
    const bool stored = repeats_ == Repeats::store;
    if (stored) ++ends_[text.partition];
    return {differs ? Verdict::conflict : Verdict::void_, first, stored};
  }
  int64_t end(Partition partition) { return ends_[partition]; }

 private:
  Repeats repeats_;
  std::map<std::tuple<Partition, std::string, std::string>, std::pair<int64_t, std::string>>
      firsts_;
  std::map<Partition, int64_t> ends_;
};

void check_against_model(Repeats repeats, RecordsOptions options) {
  const TempFolder folder;
  options.path = folder / "records";
  options.partitions = 2;
  auto records = open_records(options);
  Model model(repeats);
  const auto batches = *rc::gen::inRange(1, 12);
  for (int i = 0; i < batches; ++i) {
    std::vector<RecordText> texts;
    for (const Step& step : any_batch())
      texts.push_back(
          record_text({step.partition}, {.subject = fmt::format("customer/{}", step.subject),
                                         .id = fmt::format("{}", step.id),
                                         .text = fmt::format("{}", step.text),
                                         .with_mac = step.with_mac}));
    const auto judged = append(*records, texts, repeats);
    RC_ASSERT(judged.has_value());
    for (size_t k = 0; k < texts.size(); ++k) {
      const int64_t offset = model.end(texts[k].partition);
      const Model::Expected expected = model.judge(texts[k]);
      RC_ASSERT((*judged)[k].verdict == expected.verdict);
      RC_ASSERT((*judged)[k].first.value == expected.first);
      RC_ASSERT((*judged)[k].position.offset.value == (expected.stored ? offset : expected.first));
    }
    if (*rc::gen::weightedElement<bool>({{1, true}, {3, false}})) {
      records.reset();
      records = open_records(options);
    }
    for (const uint16_t partition : {0, 1})
      RC_ASSERT(records->end({partition}).value == model.end({partition}));
  }
}

}  // namespace

TEST_CASE("records: verdicts are those of the model") {
  CHECK(rc::check("storing repeats", [] { check_against_model(Repeats::store, {}); }));
  CHECK(rc::check("skipping repeats", [] { check_against_model(Repeats::skip, {}); }));
}

TEST_CASE("records: verdicts are those of the model where all hashes collide") {
  RecordsOptions colliding;
  colliding.hash = [](std::string_view, std::string_view id) { return uint64_t{id.size() % 2}; };
  CHECK(rc::check([&] { check_against_model(Repeats::store, colliding); }));
}
