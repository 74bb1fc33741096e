// The data of events as JSON: what is taken, and the exact fault of what is not.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dossier/events/to_json.h"
#include "support.h"

namespace dossier::events {
namespace {

constexpr std::string_view kPayment = "dossier.payment.received.v1";
constexpr std::string_view kNote = "dossier.note.added.v1";

struct BadData {
  std::string_view what;
  std::string_view type;
  std::string data;
  ErrorCode code;
  std::string_view field;
  std::string_view message;  // its beginning
};

std::string payment_with(std::string_view members) {
  return fmt::format(R"({{"payment_id":"P-1","loan_id":"LN-1","value_date":"2026-03-02",)"
                     R"("amount":{{"amount":"10.00","currency":"JMD"}}{}{}}})",
                     members.empty() ? "" : ",", members);
}

std::string payment_of(std::string_view amount) {
  return fmt::format(
      R"({{"payment_id":"P-1","loan_id":"LN-1","value_date":"2026-03-02","amount":{}}})", amount);
}

std::string note_with(std::string_view members) {
  return fmt::format(R"({{"note_id":"N-1","text":"t",{}}})", members);
}

std::string approved_with(std::string_view members) {
  return fmt::format(R"({{"application_id":"A","decision_type":"manual",{},)"
                     R"("amount_approved":{{"amount":"1.00","currency":"JMD"}}}})",
                     members);
}

std::vector<BadData> bad_data() {
  const auto invalid = ErrorCode::invalid;
  const std::string_view registered = "dossier.customer.registered.v1";
  const std::string_view updated = "dossier.customer.profile_updated.v1";
  const std::string_view disbursed = "dossier.loan.disbursed.v1";
  const std::string_view approved = "dossier.application.approved.v1";
  return {
      {"not an object", kNote, "[]", invalid, "data", "must be an object"},
      {"nothing", kNote, "", invalid, "data", "is not valid JSON"},
      {"cut off", kNote, R"({"note_id":"N-1","te)", invalid, "data", "is not valid JSON"},
      {"something after the end", kNote, R"({"note_id":"N","text":"t"}{})", invalid, "data",
       "is not valid JSON"},
      {"unknown member", kNote, note_with(R"("colour":1)"), invalid, "data.colour",
       "the schema has no such member"},
      {"unknown member that could be personal", kNote, note_with(R"("Bob Smith":1)"), invalid,
       "data", "the schema has no such member"},
      {"doubled member", kNote, note_with(R"("text":"u")"), invalid, "data.text",
       "stands twice in its object"},
      {"null", kNote, note_with(R"("pinned":null)"), invalid, "data.pinned", "null is no value"},
      {"missing mandatory", kNote, R"({"note_id":"N-1"})", invalid, "data.text", "is missing"},
      {"override without a reason", approved, approved_with(R"("is_override":true)"), invalid,
       "data.meta.reason", "is missing, where is_override is true"},
      {"override without words", approved,
       approved_with(R"("is_override":true,"meta":{"reason":" \n"})"), invalid, "data.meta.reason",
       "is missing, where is_override is true"},
      {"rejection by override without a reason", "dossier.application.rejected.v1",
       R"({"application_id":"A","decision_type":"manual","is_override":true})", invalid,
       "data.meta.reason", "is missing, where is_override is true"},
      {"string for a boolean", kNote, note_with(R"("pinned":"yes")"), invalid, "data.pinned",
       "must be true or false, is a string"},
      {"number for a string", kNote, R"({"note_id":"N-1","text":5})", invalid, "data.text",
       "must be a string, is a number"},
      {"string for a list", kNote, note_with(R"("tags":"a")"), invalid, "data.tags",
       "must be an array of strings, is a string"},
      {"wrong item of a list", kNote, note_with(R"("tags":["a","b",3])"), invalid, "data.tags[2]",
       "must be a string, is a number"},
      {"trailing comma in a list", kNote, note_with(R"("tags":["a",])"), invalid, "data.tags[1]",
       "must be a string"},
      {"object for an enum in a nested table", kNote, note_with(R"("linked":{"kind":{},"id":"x"})"),
       invalid, "data.linked.kind", "must be one of customer application"},
      {"unknown enum name", kPayment, payment_with(R"("method":"barter")"), invalid, "data.method",
       "must be one of bank_transfer cash"},
      {"id with a space", kNote, R"({"note_id":"N 1","text":"t"})", invalid, "data.note_id",
       "is no id"},
      {"empty id", kNote, R"({"note_id":"","text":"t"})", invalid, "data.note_id", "is no id"},
      {"id of a list", "dossier.customer.kyc_verified.v1",
       R"({"verified_on":"2026-01-01","documents":["D-1","D/2"]})", invalid, "data.documents[1]",
       "is no id"},
      {"money as a number", kPayment, payment_of("45000.00"), invalid, "data.amount",
       "must be money as"},
      {"amount as a number", kPayment, payment_of(R"({"amount":1,"currency":"JMD"})"), invalid,
       "data.amount.amount", "must be a string, is a number"},
      {"no currency", kPayment, payment_of(R"({"amount":"1"})"), invalid, "data.amount.currency",
       "is missing"},
      {"no amount", kPayment, payment_of(R"({"currency":"JMD"})"), invalid, "data.amount.amount",
       "is missing"},
      {"unknown currency", kPayment, payment_of(R"({"amount":"1","currency":"ZZZ"})"), invalid,
       "data.amount.currency", "must be a code of ISO 4217"},
      {"currency in lower case", kPayment, payment_of(R"({"amount":"1","currency":"jmd"})"),
       invalid, "data.amount.currency", "must be a code of ISO 4217"},
      {"too many decimals", kPayment, payment_of(R"({"amount":"1.005","currency":"JMD"})"), invalid,
       "data.amount.amount", "not an exact decimal"},
      {"decimals of a currency without", kPayment,
       payment_of(R"({"amount":"1.5","currency":"VND"})"), invalid, "data.amount.amount",
       "not an exact decimal"},
      {"money beyond 64 bits", kPayment,
       payment_of(R"({"amount":"92233720368547758.08","currency":"JMD"})"), invalid,
       "data.amount.amount", "not an exact decimal"},
      {"exponent", kPayment, payment_of(R"({"amount":"1e3","currency":"JMD"})"), invalid,
       "data.amount.amount", "not an exact decimal"},
      {"doubled member of money", kPayment,
       payment_of(R"({"amount":"1","amount":"2","currency":"JMD"})"), invalid, "data.amount.amount",
       "stands twice in its object"},
      {"unknown member of money", kPayment,
       payment_of(R"({"amount":"1","currency":"JMD","unit":"cent"})"), invalid, "data.amount.unit",
       "the schema has no such member"},
      {"nothing paid", kPayment, payment_of(R"({"amount":"0.00","currency":"JMD"})"), invalid,
       "data.amount", "must be above zero"},
      {"negative part", kPayment,
       payment_with(R"("breakdown":{"fees":{"amount":"-0.01","currency":"JMD"}})"), invalid,
       "data.breakdown.fees", "must not be below zero"},
      {"day that is none", kPayment, payment_with(R"("due_date":"2026-02-30")"), invalid,
       "data.due_date", "must be a date as"},
      {"date as a number", kPayment, payment_with(R"("due_date":20260302)"), invalid,
       "data.due_date", "must be a date as"},
      {"instant without a zone", "dossier.message.sent.v1",
       R"({"message_id":"M","channel":"sms","sent_at":"2026-03-02T10:15:00"})", invalid,
       "data.sent_at", "must be an instant as"},
      {"integer as a string", "dossier.application.submitted.v1",
       R"({"application_id":"A","product_name":"p","term_months":"12",)"
       R"("amount_requested":{"amount":"1","currency":"JMD"}})",
       invalid, "data.term_months", "must be a whole number from -2147483648 to 2147483647"},
      {"fraction for an integer", "dossier.document.requested.v1",
       R"({"request_id":"R","type":"payslip","count":1.5})", invalid, "data.count",
       "must be a whole number"},
      {"integer out of range", "dossier.document.requested.v1",
       R"({"request_id":"R","type":"payslip","count":2147483648})", invalid, "data.count",
       "must be a whole number from -2147483648 to 2147483647"},
      {"integer beyond 64 bits", "dossier.document.requested.v1",
       R"({"request_id":"R","type":"payslip","count":99999999999999999999})", invalid, "data.count",
       "must be a whole number"},
      {"rate as a number", disbursed,
       R"({"loan_id":"L","value_date":"2026-01-01","amount":{"amount":"1","currency":"JMD"},)"
       R"("terms":{"annual_rate":12.5}})",
       invalid, "data.terms.annual_rate", "must be a decimal as a string, with at most 6 places"},
      {"deep in a list", disbursed,
       R"({"loan_id":"L","value_date":"2026-01-01","amount":{"amount":"1","currency":"JMD"},)"
       R"("schedule":[{"number":1,"due_date":"2026-02-01","principal":{"amount":"1","currency":"JMD"}},)"
       R"({"number":2,"due_date":"2026-03-01"}]})",
       invalid, "data.schedule[1].principal", "is missing"},
      {"derived field from a publisher", registered,
       R"({"customer_type":"individual","birth_year":1990})", ErrorCode::refused, "data.birth_year",
       "only Dossier itself writes this"},
      {"internal field from a publisher", kNote, note_with(R"("meta":{"salt":"AAAA"})"),
       ErrorCode::refused, "data.meta.salt", "only Dossier itself writes this"},
      {"an owner who is not named", kNote, note_with(R"("meta":{"ip":"10.0.0.1"})"), invalid,
       "data.meta.ip", "needs actor beside it"},
      {"cleared: no such field", updated, R"({"cleared":["shoe_size"]})", invalid,
       "data.cleared[0]", "names no field that can be cleared"},
      {"cleared: a field that stays", updated, R"({"cleared":["relationship_start"]})", invalid,
       "data.cleared[0]", "names no field that can be cleared"},
      {"cleared: set as well", updated, R"({"trn":"1","cleared":["trn"]})", invalid,
       "data.cleared[0]", "names a field that the event sets"},
      {"cleared: twice", updated, R"({"cleared":["trn","trn"]})", invalid, "data.cleared[1]",
       "names a field twice"},
      {"a broken escape", kNote, R"({"note_id":"N","text":"\ud800"})", invalid, "data.text",
       "has a broken escape"},
      {"not UTF-8", kNote, "{\"note_id\":\"N\",\"text\":\"\xff\"}", invalid, "data",
       "is not valid UTF-8"},
      {"too long a string", kNote, fmt::format(R"({{"note_id":"N","text":"{:a<65537}"}})", ""),
       ErrorCode::too_large, "data.text", "is longer than 65536 bytes"},
      {"too long a list", kNote,
       note_with(fmt::format(R"("tags":["a"{}])",
                             [] {
                               std::string more;
                               for (int i = 0; i < 10'000; ++i) more += ",\"a\"";
                               return more;
                             }())),
       ErrorCode::too_large, "data.tags", "has more than 10000 items"},
      {"too large an event", kNote, fmt::format(R"({{"note_id":"N","text":"{:a<1050000}"}})", ""),
       ErrorCode::too_large, "", "an event is at most 1048576 bytes"},
  };
}

}  // namespace

TEST_CASE("data: each fault names its field, and says no value") {
  EventParser parser;
  for (const BadData& bad : bad_data()) {
    CAPTURE(bad.what);
    const auto tree = parser.parse_data(type_named(bad.type), bad.data);
    REQUIRE_FALSE(tree);
    CHECK(tree.error().code == bad.code);
    CHECK(tree.error().field == bad.field);
    CHECK(tree.error().message.substr(0, bad.message.size()) == bad.message);
  }
}

TEST_CASE("data: a fault says neither a personal value nor a stranger's name") {
  EventParser parser;
  const auto& type = type_named("dossier.customer.registered.v1");
  for (const std::string_view data :
       {R"({"customer_type":"individual","date_of_birth":"Canary Bird"})",
        R"({"customer_type":"individual","gender":"Canary Bird"})",
        R"({"customer_type":"Canary Bird"})", R"({"cif_number":"Canary Bird"})",
        R"({"Canary Bird":1})", R"({"customer_type":"individual","trn":{"Canary Bird":1}})"}) {
    const auto tree = parser.parse_data(type, data);
    REQUIRE_FALSE(tree);
    CHECK(to_string(tree.error()).find("Canary") == std::string::npos);
  }
}

TEST_CASE("data: depth is a clean fault, however deep") {
  EventParser parser;
  for (const size_t depth : {2UL, 31UL, 33UL, 1'000UL, 100'000UL}) {
    std::string members = R"("linked":)";
    for (size_t i = 0; i < depth; ++i) members += R"({"linked":)";
    CHECK_FALSE(parser.parse_data(type_named(kNote), note_with(members + "1")));
    members.append(depth, '}');
    const auto tree = parser.parse_data(type_named(kNote), note_with(members));
    REQUIRE_FALSE(tree);
    const std::string lists(depth, '[');
    CHECK_FALSE(parser.parse_data(type_named(kNote), lists));
    CHECK_FALSE(parser.parse_data(type_named(kNote), note_with("\"tags\":" + lists)));
  }
}

TEST_CASE("data: the parser is sound again after a fault") {
  EventParser parser;
  for (const BadData& bad : bad_data()) {
    CHECK_FALSE(parser.parse_data(type_named(bad.type), bad.data));
    CHECK(parser.parse_data(type_named(kNote), R"({"note_id":"N-1","text":"t"})"));
  }
}

TEST_CASE("data: forms are read as they are written") {
  const Tree tree = data_of("dossier.loan.disbursed.v1", R"({
    "terms": {"principal": {"amount": "1.005", "currency": "BHD"}, "annual_rate": "12.5",
              "instalment_count": 12, "period_length": 2, "period_unit": "weeks"},
    "amount": {"currency": "VND", "amount": "45000"}, "loan_id": "LN:1.a_b-c",
    "value_date": "1969-12-31"})");
  CHECK(tree.root().find("amount")->money() == Money{45000, 704});
  CHECK(tree.root().find("value_date")->number() == -1);
  const TableValue& terms = tree.root().find("terms")->table();
  CHECK(terms.find("principal")->money() == Money{1005, 48});
  CHECK(terms.find("annual_rate")->number() == 12'500'000);
  CHECK(json_of(tree.root()) ==
        R"({"loan_id":"LN:1.a_b-c","value_date":"1969-12-31",)"
        R"("amount":{"amount":"45000","currency":"VND"},)"
        R"("terms":{"principal":{"amount":"1.005","currency":"BHD"},"annual_rate":"12.5",)"
        R"("instalment_count":12,"period_length":2,"period_unit":"weeks"}})");
}

TEST_CASE("JSON: erased fields are named last") {
  const Tree tree = data_of("dossier.customer.registered.v1",
                            R"({"customer_type":"individual","segment":"Prime \"A\""})");
  std::string out;
  const uint16_t erased[] = {3, 9};
  append_json(tree.root(), out, {.erased = erased});
  CHECK(out == R"({"customer_type":"individual","segment":"Prime \"A\"",)"
               R"("erased":["first_name","national_id"]})");
}

TEST_CASE(
    "data: an override with its reason is taken, and none needs one where it is no override") {
  EventParser parser;
  const auto& type = type_named("dossier.application.approved.v1");
  CHECK(parser.parse_data(type, approved_with(R"("is_override":true,"meta":{"reason":"Why"})")));
  CHECK(parser.parse_data(type, approved_with(R"("is_override":false)")));
}

}  // namespace dossier::events
