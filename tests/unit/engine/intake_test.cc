// Intake: what becomes of an event before it is a record, and what of its personal fields.
#include "projector/event_reader.h"
#include "unit/engine/engine_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;

namespace {

const Subject kC1 = Subject::trusted("customer/C-1");
constexpr std::string_view kSecret = "Marva Whitfield-Grant";

std::string registered(const std::string& id, std::string_view name = kSecret) {
  return EventText{.id = id}.of(
      "customer.registered",
      fmt::format(R"("customer_type":"individual","first_name":"{}","date_of_birth":"1981-04-09")",
                  name));
}

StoredRecord record_at(const Engine& engine, Position position) {
  return must(engine.records().get(position));
}

bool holds(const StoredRecord& record, std::string_view bytes) {
  for (const auto all : {record.key(), record.encoded_headers(), record.value()})
    if (all.find(bytes) != std::string_view::npos) return true;
  return false;
}

std::vector<fold::SealedBox> boxes_at(const Engine& engine, Position position) {
  const auto held = must(HeldEvent::read(record_at(engine, position), engine.zone()));
  return fold::boxes_of(held.event());
}

std::vector<std::string> names(const Engine& engine, Position position,
                               const std::vector<uint16_t>& ids) {
  const auto* type = events::find_type(record_at(engine, position).header("ce_type"));
  std::vector<std::string> list;
  for (const uint16_t id : ids) list.emplace_back(type->table->fields[id].name);
  return list;
}

}  // namespace

TEST_CASE("intake: a fault stays the outcome of its event, in its place") {
  const EngineHome home;
  const auto engine = home.open();
  EventText no_id{.id = ""};
  std::string without = no_id.loan("LN-1", "2026-05-01");
  without.replace(without.find(R"("id":"",)"), 8, "");
  const auto outcomes = submit(*engine, {EventText{.id = "a"}.loan("LN-1", "2026-05-01"),
                                         EventText{.id = "b"}.loan("LN-1", "no date"), without,
                                         EventText{.id = "c"}.loan("LN-2", "2026-05-01"),
                                         EventText{.id = "a"}.loan("LN-1", "2026-05-01"),
                                         EventText{.id = "a"}.loan("LN-1", "2026-05-02")});
  REQUIRE(outcomes.size() == 6);
  CHECK(outcomes[0].has_value());
  REQUIRE_FALSE(outcomes[1].has_value());
  CHECK(outcomes[1].error().field == "data.value_date");
  REQUIRE_FALSE(outcomes[2].has_value());
  CHECK(outcomes[2].error().field == "id");
  CHECK_FALSE(outcomes[2].error().remedy.empty());
  CHECK(outcomes[3]->position.offset == outcomes[0]->position.offset + 1);
  CHECK(outcomes[4]->duplicate);
  CHECK(outcomes[4]->position == outcomes[0]->position);
  REQUIRE_FALSE(outcomes[5].has_value());
  CHECK(outcomes[5].error().code == ErrorCode::conflict);
}

TEST_CASE("intake: where every event is a fault, the answer comes at once and nothing is written") {
  const EngineHome home;
  const auto engine = home.open();
  const auto outcomes = submit(*engine, {"{", "[]", EventText{.id = "b"}.loan("LN-1", "never")});
  for (const auto& outcome : outcomes) CHECK_FALSE(outcome.has_value());
  CHECK(submit(*engine, {}).empty());
  CHECK(engine->usage(false).records == 3);
}

TEST_CASE("intake: personal fields are sealed, the derived stand in clear, and both come back") {
  const EngineHome home;
  const auto engine = home.open();
  const Position position = publish(*engine, registered("r"));
  const StoredRecord record = record_at(*engine, position);
  CHECK_FALSE(holds(record, kSecret));
  CHECK_FALSE(holds(record, "Whitfield"));
  const auto opened = must(engine->open_event(record));
  CHECK(opened.erased.empty());
  CHECK(opened.unreadable.empty());
  CHECK(opened.data.root().find("first_name")->text() == kSecret);
  CHECK(opened.data.root().find("birth_year")->number() == 1981);
  const auto boxes = boxes_at(*engine, position);
  REQUIRE(boxes.size() == 1);
  const auto box = engine->open_box(kC1, boxes[0]);
  CHECK(box.state == OpenedBox::State::open);
  CHECK(box.plain.find(kSecret) != std::string::npos);
  auto moved = boxes[0];
  moved.id = "other";
  CHECK(engine->open_box(kC1, moved).state == OpenedBox::State::unreadable);
}

TEST_CASE("intake: a box too large to be kept elsewhere is read from its record") {
  const EngineHome home;
  const auto engine = home.open();
  const std::string words(3000, 'w');
  const Position position = publish(*engine, EventText{.id = "n"}.note(words));
  auto boxes = boxes_at(*engine, position);
  REQUIRE(boxes.size() == 1);
  CHECK(boxes[0].sealed.empty());
  const auto opened = engine->open_box(kC1, boxes[0]);
  CHECK(opened.state == OpenedBox::State::open);
  CHECK(opened.plain.find(words) != std::string::npos);
  boxes[0].origin = Offset{1'000'000};
  CHECK(engine->open_box(kC1, boxes[0]).state == OpenedBox::State::unreadable);
}

TEST_CASE("intake: the same content in another order of members is the same event") {
  const EngineHome home;
  const auto engine = home.open();
  const Position first = publish(*engine, registered("r"));
  const auto again = submit(
      *engine,
      {EventText{.id = "r"}.of("customer.registered",
                               fmt::format(R"("date_of_birth":"1981-04-09",)"
                                           R"("first_name":"{}","customer_type":"individual")",
                                           kSecret)),
       registered("r", "Someone Else")});
  CHECK(again[0]->duplicate);
  CHECK(again[0]->position == first);
  REQUIRE_FALSE(again[1].has_value());
  CHECK(again[1].error().code == ErrorCode::conflict);
}

TEST_CASE("intake: once a subject's keys are destroyed its fields read erased, and verdicts hold") {
  const EngineHome home;
  Position before, after;
  for (const bool reopened : {false, true}) {
    CAPTURE(reopened);
    const auto engine = home.open();
    if (!reopened) {
      before = publish(*engine, registered("before"));
      must(engine->vault().destroy(kC1.key()));
      after = publish(*engine, registered("after", "Nobody Knows"));
    }
    CHECK_FALSE(holds(record_at(*engine, after), "Nobody Knows"));
    for (const Position position : {before, after}) {
      const auto opened = must(engine->open_event(record_at(*engine, position)));
      CHECK(names(*engine, position, opened.erased) ==
            std::vector<std::string>{"first_name", "date_of_birth"});
      CHECK(opened.unreadable.empty());
      CHECK(opened.data.root().find("first_name") == nullptr);
      const auto boxes = boxes_at(*engine, position);
      REQUIRE(boxes.size() == 1);
      CHECK(boxes[0].erased == (position == after));
      CHECK(engine->open_box(kC1, boxes[0]).state == OpenedBox::State::erased);
    }
    // The old event again, in any content: its first position, since nobody can tell any more.
    for (const auto& outcome :
         submit(*engine, {registered("before"), registered("before", "X Y")})) {
      CHECK(must(outcome).duplicate);
      CHECK(outcome->position == before);
    }
    CHECK(must(submit(*engine, {registered("after", "Third")}).front()).duplicate);
    CHECK(view_of(*engine, kC1).events == 2);
    CHECK(difference(dump_of(*engine), replay_of(*engine)) == "");
  }
}
