// The timeline: which events are entries, what they carry, in which order they stand.
#include <doctest/doctest.h>

#include "dossier/events/descriptor.h"
#include "dossier/timeline/lines.h"
#include "story.h"

namespace dossier::test {
namespace {

using namespace dossier::timeline;

constexpr const char* kPayment =
    R"("payment_id":"P-1","loan_id":"LN-1","amount":{"amount":"45000.00","currency":"JMD"},)"
    R"("value_date":"2026-03-02","method":"bank_transfer")";

TEST_CASE("timeline: every type of the catalogue has a line, Dossier's own none but one") {
  for (const auto& type : events::all_types()) {
    const bool own =
        type.name.starts_with("dossier.control.") || type.name.starts_with("dossier.access.");
    const bool entry = !own || type.name == "dossier.control.import_completed.v1";
    CHECK_MESSAGE((find_line(type.code) != nullptr) == entry, type.name);
  }
}

TEST_CASE("timeline: every line's fields are there and can be kept") {
  for (const Line& line : lines()) {
    const auto* type = events::find_type(line.kind);
    REQUIRE(type != nullptr);
    for (const auto name : split_words(line.params)) {
      const auto* field = type->table->find(name);
      REQUIRE_MESSAGE(field != nullptr, type->name << " " << name);
      CHECK_MESSAGE(!field->personal(), type->name << " " << name);
      CHECK_MESSAGE(field->kind != events::FieldKind::table, type->name << " " << name);
    }
    if (!line.by.empty()) CHECK_MESSAGE(type->table->find(line.by) != nullptr, type->name);
  }
}

TEST_CASE("timeline: an entry has what words and links need") {
  Story story;
  REQUIRE(
      story.say("payment.received", "2026-03-02",
                std::string(kPayment) +
                    R"(,"meta":{"group":"G-1","entities":[{"kind":"application","id":"AP-1"}]})"));
  const Row row = story.entries().at(0);
  CHECK(row.id == "0:0");
  CHECK(row.event == 501);
  CHECK(row.category == Category::payments);
  CHECK(row.performer == Performer::customer);
  CHECK(row.group == "G-1");
  CHECK(row.params.at("amount").number == 4500000);
  CHECK(row.params.at("amount").unit == 388);
  CHECK(row.params.at("method").text == "bank_transfer");
  CHECK(row.params.at("value_date").number == day("2026-03-02").days);
  using event::EntityKind;
  CHECK(row.entities == std::vector<EntityLink>{{EntityKind::application, "AP-1"},
                                                {EntityKind::payment, "P-1"},
                                                {EntityKind::loan, "LN-1"}});
}

TEST_CASE("timeline: order is effective time, then position; a date is the start of its day") {
  Story story;
  REQUIRE(story.say("note.added", "2026-03-03", R"("note_id":"N-1","text":"a")"));
  REQUIRE(story.say("payment.received", "2026-03-04", kPayment));
  REQUIRE(story.say("note.added", "2026-03-02T04:00:00Z", R"("note_id":"N-2","text":"b")"));
  REQUIRE(story.say("note.added", "2026-03-02T06:00:00Z", R"("note_id":"N-3","text":"c")"));
  std::vector<std::string> ids;
  for (const auto& row : story.entries()) ids.push_back(row.id);
  CHECK(ids == std::vector<std::string>{"0:2", "0:1", "0:3", "0:0"});
}

TEST_CASE("timeline: keys keep the order of time, before 1970 too, and can be read back") {
  const RowKey old{{-5}, {9}, 0}, now{{5}, {1}, 0}, fact{{5}, {1}, 2};
  CHECK(encode_key(old) < encode_key(now));
  CHECK(encode_key(now) < encode_key(fact));
  CHECK(decode_key(encode_key(old)) == old);
  CHECK(decode_key(encode_key(fact)) == fact);
  CHECK_FALSE(decode_key("short").has_value());
  CHECK_FALSE(decode_key(encode_key(now) + "x").has_value());
}

TEST_CASE("timeline: who did it: the actor, else the one whom the event names, else by type") {
  struct Case {
    const char* type;
    const char* data;
    Performer performer;
    const char* actor;
  };
  const Case cases[] = {
      {"note.added", R"("note_id":"N","text":"t","meta":{"actor":{"kind":"agent","id":"A-1"}})",
       Performer::officer, "A-1"},
      {"note.added", R"("note_id":"N","text":"t","meta":{"actor":{"kind":"ai","id":"brief"}})",
       Performer::ai, "brief"},
      {"promise.made",
       R"("promise_id":"PR","loan_id":"L","amount":{"amount":"1.00","currency":"JMD"},)"
       R"("due_date":"2026-03-09","agent_id":"A-2")",
       Performer::officer, "A-2"},
      {"message.received", R"("message_id":"M","channel":"sms","content":"hello")",
       Performer::customer, ""},
      {"loan.closed", R"("loan_id":"L","value_date":"2026-03-01")", Performer::system, ""},
  };
  for (const Case& each : cases) {
    Story story;
    REQUIRE(story.say(each.type, "2026-03-02", each.data));
    CHECK_MESSAGE(story.entries().at(0).performer == each.performer, each.type);
    CHECK(story.entries().at(0).actor_id == each.actor);
  }
}

TEST_CASE("timeline: what a model drafted, summarised or decided is marked") {
  const std::pair<const char*, const char*> marked[] = {
      {"message.sent", R"("message_id":"M","channel":"sms","content":"x","ai_drafted":true)"},
      {"message.call_logged",
       R"("call_id":"C","direction":"inbound","summary":"s","ai_summary":true)"},
      {"note.added", R"("note_id":"N","text":"t","ai_generated":true)"},
      {"customer.segment_changed", R"("segment":"Prime","method":"ai")"},
      {"note.added", R"("note_id":"N","text":"t","meta":{"actor":{"kind":"ai","id":"x"}})"}};
  for (const auto& [type, data] : marked) {
    Story story;
    REQUIRE(story.say(type, "2026-03-02", data));
    CHECK_MESSAGE(story.entries().at(0).ai, type);
  }
  Story story;
  REQUIRE(
      story.say("message.sent", "2026-03-02", R"("message_id":"M","channel":"sms","content":"x")"));
  CHECK_FALSE(story.entries().at(0).ai);
}

TEST_CASE("timeline: sentiment comes from the event that carries it") {
  Story story;
  REQUIRE(story.say("message.received", "2026-03-02",
                    R"("message_id":"M","channel":"sms","content":"x","sentiment":"negative")"));
  CHECK(story.entries().at(0).sentiment == event::Sentiment::negative);
}

TEST_CASE("timeline: boxes go along up to a bound; addresses of machines do not") {
  Story story;
  REQUIRE(story.say("note.added", "2026-03-02",
                    R"("note_id":"N","text":"short","meta":{"actor":{"kind":"officer","id":"O-1"},)"
                    R"("ip":"10.0.0.1"})"));
  REQUIRE(story.say("note.added", "2026-03-03",
                    fmt::format(R"("note_id":"N2","text":"{}")", std::string(3000, 'a'))));
  const auto rows = story.entries();
  REQUIRE(rows.at(0).boxes.size() == 1);
  CHECK_FALSE(rows.at(0).boxes[0].sealed.empty());
  REQUIRE(rows.at(1).boxes.size() == 1);
  CHECK(rows.at(1).boxes[0].sealed.empty());
  CHECK(rows.at(1).boxes[0].origin == Offset{1});
}

TEST_CASE("timeline: totals count by category and know the first, the last, the newest") {
  Story story;
  REQUIRE(story.say("payment.received", "2026-03-04", kPayment));
  REQUIRE(story.say("note.added", "2026-03-01", R"("note_id":"N-1","text":"a")"));
  const auto& totals = story.of_timeline<Totals>();
  CHECK(totals.entries == 2);
  CHECK(totals.by_category.payments == 1);
  CHECK(totals.by_category.communications == 1);
  CHECK(totals.first_effective == parse_instant("2026-03-01T17:00:00Z").value());
  CHECK(totals.last_effective == parse_instant("2026-03-02T05:00:00Z").value());
  CHECK(totals.newest == Offset{1});
}

TEST_CASE(
    "timeline: the last contact is the newest by effective time, with channel and direction") {
  Story story;
  REQUIRE(story.say("message.received", "2026-03-02",
                    R"("message_id":"M","channel":"whatsapp","content":"x")"));
  CHECK(story.of_timeline<LastContact>().channel == "whatsapp");
  CHECK(story.of_timeline<LastContact>().direction == Direction::inbound);
  REQUIRE(story.say("collection.activity_recorded", "2026-03-03",
                    R"("activity_id":"A","type":"field_visit","outcome":"no_answer")"));
  CHECK(story.of_timeline<LastContact>().channel == "visit");
  CHECK(story.of_timeline<LastContact>().direction == Direction::outbound);
  REQUIRE(story.say("message.call_logged", "2026-03-01", R"("call_id":"C","direction":"inbound")"));
  CHECK(story.of_timeline<LastContact>().channel == "visit");
  REQUIRE(story.say("collection.activity_recorded", "2026-03-05",
                    R"("activity_id":"B","type":"skip_trace")"));
  CHECK(story.of_timeline<LastContact>().channel == "visit");
  REQUIRE(story.say("campaign.call_dialled", "2026-03-06",
                    R"("attempt_id":"DA","campaign_id":"CMP-1","result":"no_answer")"));
  CHECK(story.of_timeline<LastContact>().channel == "call");
}

TEST_CASE("timeline: brackets and other control events are no entries; a completed import is") {
  Story story;
  REQUIRE(story.say("control.import_started", "2026-03-02", R"("import_id":"I-1")"));
  CHECK(story.rows(kSlot).empty());
  REQUIRE(story.say("control.import_completed", "2026-03-02", R"("import_id":"I-1","count":12)"));
  REQUIRE(story.entries().size() == 1);
  CHECK(story.entries()[0].category == Category::system);
  CHECK(story.entries()[0].params.at("count").number == 12);
}

TEST_CASE("timeline: the same events give the same bytes") {
  const auto told = [] {
    Story story;
    story.open("2026-03-01");
    REQUIRE(story.say("payment.received", "2026-03-02", kPayment));
    REQUIRE(story.say("customer.kyc_verified", "2026-03-02",
                      R"("verified_on":"2025-01-01","expires_on":"2026-01-01")"));
    return story.dump();
  };
  CHECK(told() == told());
}

}  // namespace
}  // namespace dossier::test
