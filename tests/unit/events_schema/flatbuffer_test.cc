// Parts, joins, hostile bytes, reading in place.
#include <doctest/doctest.h>
#include <flatbuffers/flatbuffers.h>

#include "dossier/events/fbs/application_generated.h"
#include "dossier/events/fbs/loan_generated.h"
#include "dossier/events/fbs/note_generated.h"
#include "dossier/events/flatbuffer.h"
#include "support.h"

namespace dossier::events {
namespace {

constexpr std::string_view kDisbursed = "dossier.loan.disbursed.v1";
constexpr std::string_view kSubject = "customer/C-1";
constexpr std::string_view kLoan =
    R"({"loan_id":"LN-1","value_date":"2026-03-02","amount":{"amount":"10.00","currency":"JMD"},)"
    R"("account_number":"0042","guarantors":[)"
    R"({"person_id":"G-1","name":"Ann","phone":"+18765550100"},{"person_id":"G-2"},)"
    R"({"person_id":"G-3","name":"Cal"}],)"
    R"("meta":{"actor":{"kind":"agent","id":"A-7"},"reason":"agreed","ip":"10.0.0.1"}})";

std::string built(const TableValue& data, const Selector& selector = {}) {
  std::string out;
  build(data, selector, out);
  return out;
}

}  // namespace

TEST_CASE("parts: one for each owner and purpose, with the root's fields that it touches") {
  const Tree tree = data_of(kDisbursed, kLoan);
  const auto id = [&](std::string_view name) { return tree.root().descriptor().find(name)->id; };
  const auto parts = personal_parts(tree.root(), kSubject);
  const std::vector<PersonalPart> expected = {
      {"", Purpose::finance, {id("account_number")}},
      {"", Purpose::content, {id("meta")}},
      {"agent/A-7", Purpose::trace, {id("meta")}},
      {"person/G-1", Purpose::identity, {id("guarantors")}},
      {"person/G-1", Purpose::contact, {id("guarantors")}},
      {"person/G-3", Purpose::identity, {id("guarantors")}}};
  CHECK(parts == expected);
}

TEST_CASE("parts: what is the subject's own is the subject's, by whatever name") {
  const Tree tree =
      data_of("dossier.note.added.v1", R"({"note_id":"N","text":"t","meta":{"ip":"::1",)"
                                       R"("actor":{"kind":"customer","id":"C-1"}}})");
  const auto parts = personal_parts(tree.root(), kSubject);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].owner.empty());
  CHECK(parts[1].owner.empty());
  const auto opened =
      read(type_named("dossier.note.added.v1"),
           built(tree.root(), Selector::personal({"", Purpose::trace, {}}, kSubject)));
  CHECK(json_of(opened->root()) == R"({"meta":{"ip":"::1"}})");
}

TEST_CASE("parts: a list keeps its length, so that parts join by index") {
  const Tree tree = data_of(kDisbursed, kLoan);
  const PersonalPart cal{"person/G-3", Purpose::identity, {}};
  const auto part =
      read(type_named(kDisbursed), built(tree.root(), Selector::personal(cal, kSubject)));
  CHECK(json_of(part->root()) == R"({"guarantors":[{},{},{"name":"Cal"}]})");
  auto clear = read(type_named(kDisbursed), built(tree.root(), Selector::clear()));
  REQUIRE(join(*clear, part->root()));
  CHECK(json_of(clear->root()).find(R"({"person_id":"G-3","name":"Cal"})") != std::string::npos);
}

TEST_CASE("join: parts that can't belong together are corrupt") {
  Tree three = data_of(kDisbursed, kLoan);
  const Tree same = data_of(kDisbursed, kLoan);
  CHECK(join(three, same.root()).error().code == ErrorCode::corrupt);
  Tree shorter = data_of(
      kDisbursed,
      R"({"loan_id":"LN-1","value_date":"2026-03-02","amount":{"amount":"1","currency":"JMD"},)"
      R"("guarantors":[{"person_id":"G-1"}]})");
  const PersonalPart cal{"person/G-3", Purpose::identity, {}};
  const auto part =
      read(type_named(kDisbursed), built(same.root(), Selector::personal(cal, kSubject)));
  const auto joined = join(shorter, part->root());
  REQUIRE_FALSE(joined);
  CHECK(joined.error().field == "data.guarantors");
  CHECK(join(shorter, data_of("dossier.note.added.v1", R"({"note_id":"N","text":"t"})").root())
            .error()
            .code == ErrorCode::corrupt);
}

TEST_CASE("build: flatc's own accessors read what we write") {
  const std::string bytes = built(data_of(kDisbursed, kLoan).root());
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  REQUIRE(verifier.VerifyBuffer<event::loan::Disbursed>(nullptr));
  const auto* loan = flatbuffers::GetRoot<event::loan::Disbursed>(bytes.data());
  CHECK(loan->loan_id()->str() == "LN-1");
  CHECK(loan->value_date() == 20'514);
  CHECK(loan->amount()->minor() == 1000);
  CHECK(loan->amount()->currency() == event::Currency::JMD);
  CHECK(loan->guarantors()->Get(2)->name()->str() == "Cal");
  CHECK_FALSE(loan->maturity_date().has_value());
}

TEST_CASE("read: what flatc's own builders write") {
  flatbuffers::FlatBufferBuilder builder;
  const auto id = builder.CreateString("N-9");
  const auto text = builder.CreateString("hello");
  event::note::AddedBuilder note(builder);
  note.add_note_id(id);
  note.add_text(text);
  note.add_pinned(true);
  builder.Finish(note.Finish());
  const std::string_view bytes(reinterpret_cast<const char*>(builder.GetBufferPointer()),
                               builder.GetSize());
  const auto tree = read(type_named("dossier.note.added.v1"), bytes, {.refuse_unknown = true});
  REQUIRE(tree);
  CHECK(json_of(tree->root()) == R"({"note_id":"N-9","text":"hello","pinned":true})");
}

TEST_CASE("read: fields of a later schema are passed over, or refused from a publisher") {
  const std::string later = built(data_of(kDisbursed, kLoan).root());
  const TypeDescriptor& earlier = type_named("dossier.customer.contact_point_removed.v1");
  const auto tree = read(earlier, later);
  REQUIRE(tree);
  CHECK(tree->root().find("contact_id")->text() == "LN-1");
  CHECK_FALSE(read(earlier, later, {.refuse_unknown = true}));
}

TEST_CASE("read: every cut of a buffer is a fault, aligned or not") {
  const std::string bytes = built(data_of(kDisbursed, kLoan).root());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string shifted = "x" + bytes.substr(0, size);
    const auto tree = read(type_named(kDisbursed), std::string_view(shifted).substr(1));
    if (size < bytes.size() / 2) CHECK_FALSE(tree);
  }
  const std::string shifted = "x" + bytes;
  CHECK(read(type_named(kDisbursed), std::string_view(shifted).substr(1)));
}

TEST_CASE("read: a small buffer that stands for a huge tree is too large") {
  // 9,000 offsets to one rule, whose text is 60 KB: 540 MB once written out.
  flatbuffers::FlatBufferBuilder builder;
  const auto text = builder.CreateString(std::string(60'000, 'a'));
  const auto id = builder.CreateString("R-1");
  const auto rule = event::application::CreatePolicyRule(
      builder, id, 0, event::application::RuleResult::passed, text);
  const std::vector<flatbuffers::Offset<event::application::PolicyRule>> rules(9'000, rule);
  const auto list = builder.CreateVector(rules);
  event::application::ReferredBuilder referred(builder);
  referred.add_application_id(id);
  referred.add_rules(list);
  builder.Finish(referred.Finish());
  const std::string_view bytes(reinterpret_cast<const char*>(builder.GetBufferPointer()),
                               builder.GetSize());
  const auto tree = read(type_named("dossier.application.referred.v1"), bytes);
  REQUIRE_FALSE(tree);
  CHECK(tree.error().code == ErrorCode::too_large);
}

TEST_CASE("verify: stored bytes that are no such event are corrupt") {
  const std::string bytes = built(data_of(kDisbursed, kLoan).root());
  CHECK(verify(type_named(kDisbursed), bytes));
  CHECK(verify(type_named(kDisbursed), bytes.substr(0, 40)).error().code == ErrorCode::corrupt);
}

TEST_CASE("in place: root fields are read without a tree") {
  const TypeDescriptor& type = type_named(kDisbursed);
  const std::string bytes = built(data_of(kDisbursed, kLoan).root());
  const auto* at = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto field = [&](std::string_view name) { return *type.table->find(name); };
  CHECK(number_at(field("value_date"), at) == 20'514);
  CHECK(money_at(field("amount"), at) == Money{1000, 388});
  CHECK(text_at(field("loan_id"), at) == "LN-1");
  CHECK_FALSE(number_at(field("maturity_date"), at));
  CHECK_FALSE(text_at(field("application_id"), at));
}

TEST_CASE("effective: the named field where it is there, else the event's time") {
  const Instant time = *parse_instant("2026-05-05T01:02:03Z");
  const auto of = [&](std::string_view name, std::string_view json) {
    const TypeDescriptor& type = type_named(name);
    const Tree tree = data_of(name, json);
    const std::string bytes = built(tree.root());
    const auto in_place = effective(type, reinterpret_cast<const uint8_t*>(bytes.data()), time);
    const auto of_tree = effective(type, tree.root(), time);
    CHECK(in_place.is_date == of_tree.is_date);
    CHECK(in_place.date == of_tree.date);
    CHECK(in_place.instant == of_tree.instant);
    return in_place;
  };
  const auto paid = of(kDisbursed, kLoan);
  CHECK(paid.is_date);
  CHECK(paid.date == *parse_date("2026-03-02"));
  const auto sent = of("dossier.message.sent.v1",
                       R"({"message_id":"M","channel":"sms","sent_at":"2026-01-01T00:00:00Z"})");
  CHECK_FALSE(sent.is_date);
  CHECK(sent.instant == *parse_instant("2026-01-01T00:00:00Z"));
  CHECK(of("dossier.message.sent.v1", R"({"message_id":"M","channel":"sms"})").instant == time);
  CHECK(of("dossier.note.added.v1", R"({"note_id":"N","text":"t"})").instant == time);
}

}  // namespace dossier::events
