// No personal string of any persona stands in clear in anything that Dossier writes; and the scan
// that says so finds what is planted in the open.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>

#include "byte_scan.h"
#include "dossier/engine/engine.h"
#include "dossier/events/to_json.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/personas.h"
#include "support/temp_folder.h"

using namespace dossier;
using events::FieldKind;

namespace {

// The strings of an event: what is sealed, and what stands in the open.
struct Strings {
  std::set<std::string> personal;
  std::set<std::string> open;
};

std::string as_text(const events::FieldDescriptor& field, const events::Value& value) {
  switch (field.kind) {
    case FieldKind::text: return std::string(value.text());
    case FieldKind::date: return to_string(Date{static_cast<int32_t>(value.number())});
    case FieldKind::money: return format_amount(value.money());
    default: return {};
  }
}

// Names and addresses are looked for word by word, too; not so e-mail addresses, whose domains are
// words that RocksDB's own files have.
void add_words(const std::string& text, std::set<std::string>& into) {
  if (text.find('@') != std::string::npos) return;
  std::string word;
  for (const char c : text + " ") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word.push_back(c);
      continue;
    }
    if (word.size() >= privacy::kShortest) into.insert(word);
    word.clear();
  }
}

void collect(const events::TableValue& table, Strings& strings) {
  for (const auto& field : table.descriptor().fields) {
    const events::Value& value = table[field.id];
    if (!value.present()) continue;
    if (field.kind == FieldKind::table) {
      collect(value.table(), strings);
    } else if (field.kind == FieldKind::tables) {
      for (const auto& item : value.items()) collect(item.table(), strings);
    } else {
      auto& into = field.personal() ? strings.personal : strings.open;
      std::vector<std::string> texts;
      if (field.kind == FieldKind::texts) {
        for (const auto& item : value.items()) texts.emplace_back(item.text());
      } else {
        texts.push_back(as_text(field, value));
      }
      for (const auto& text : texts) {
        into.insert(text);
        const bool names =
            field.purpose == events::Purpose::identity || field.purpose == events::Purpose::contact;
        if (names) add_words(text, into);
      }
    }
  }
}

// Somebody sees the customer; waits until it is in the access log.
void note_access(engine::Engine& engine, engine::Access access, Strings& strings) {
  strings.personal.insert({access.reason, access.ip});
  std::promise<Status> durable;
  engine.access().append(std::move(access),
                         [&](Status status) { durable.set_value(std::move(status)); });
  REQUIRE(durable.get_future().get());
}

// Publishes the events through the ordinary path; each has to be taken.
void publish(engine::Engine& engine, const std::vector<std::string>& documents, Strings& strings) {
  events::EventParser parser;
  std::vector<Result<events::ParsedEvent>> parsed;
  for (const auto& document : documents) {
    parsed.push_back(parser.parse_cloud_event(document));
    CAPTURE(document);
    REQUIRE(parsed.back());
    collect(parsed.back()->data.root(), strings);
    for (const auto& text :
         {parsed.back()->id, parsed.back()->source, parsed.back()->subject.key()})
      strings.open.insert(text);
  }
  std::promise<std::vector<engine::AppendOutcome>> done;
  engine.intake().submit(std::move(parsed),
                         [&](auto outcomes) { done.set_value(std::move(outcomes)); });
  for (const auto& outcome : done.get_future().get()) {
    REQUIRE(outcome);
    REQUIRE(engine.wait_folded(outcome->position, std::chrono::seconds(30)));
  }
}

bool stands_in_open(const std::string& text, const std::set<std::string>& open) {
  return std::ranges::any_of(open,
                             [&](const auto& o) { return o.find(text) != std::string::npos; });
}

std::string canary_event(std::string_view id, std::string_view type, std::string_view data) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"/tests","type":"{}","subject":"C-9","time":"2026-01-05T10:00:00Z","data":{}}})",
      id, type, data);
}

}  // namespace

TEST_CASE("privacy: no personal string of a persona stands in the folder, in any form") {
  const test::TempFolder folder;
  Strings strings;
  {
    engine::EngineOptions options;
    options.var = folder.path();
    auto engine = engine::Engine::open(options, projections::all_projections());
    REQUIRE(engine);
    for (const auto& persona : seeds::personas()) {
      static_cast<void>((*engine)->open_day(persona.business_date));  // the second finds it open
      const auto documents = seeds::expand(persona);
      REQUIRE(documents);
      publish(**engine, *documents, strings);
    }
    // Canaries in the open: of an event, of a slice, of a row; in a store and in compressed blocks.
    publish(
        **engine,
        {canary_event("c1", "dossier.customer.registered.v1",
                      R"({"customer_type":"individual","segment":"CanarySegment"})"),
         canary_event(
             "c2", "dossier.application.submitted.v1",
             R"({"application_id":"A-9","product_name":"CanaryProduct","amount_requested":{"amount":"5.00","currency":"JMD"}})"),
         canary_event(
             "c3", "dossier.payment.failed.v1",
             R"({"payment_id":"P-9","loan_id":"CanaryLoan","failure_code":"CanaryCode"})")},
        strings);
    note_access(**engine,
                {engine::AccessKind::revealed, Subject::trusted("customer/C-1042"), "officer",
                 "A-7", "officer", "CanaryField", "Reason of Zebulon Quick", "203.0.113.77"},
                strings);
    REQUIRE((*engine)->flush());
    static_cast<void>(
        (*engine)->usage(true));  // flushes memtables: table files are scanned as well
  }
  privacy::ByteScan scan;
  size_t looked_for = 0;
  for (const auto& text : strings.personal) {
    if (text.size() < privacy::kShortest || stands_in_open(text, strings.open)) continue;
    scan.look_for(text);
    ++looked_for;
  }
  CHECK(looked_for > 400);
  const std::vector<std::string> canaries = {"CanarySegment", "CanaryProduct", "CanaryLoan",
                                             "CanaryCode", "CanaryField"};
  for (const auto& canary : canaries) scan.look_for(canary);
  scan.folder(folder.path());
  CHECK(scan.stores_seen() == 4);  // records, access, views, vault
  std::map<std::string, std::set<std::string>> found = scan.found();
  for (const auto& canary : canaries) {
    CAPTURE(canary);
    REQUIRE(found.contains(canary));
    const auto& places = found[canary];
    const auto in = [&](std::string_view part) {
      return std::ranges::any_of(places,
                                 [&](const auto& p) { return p.find(part) != std::string::npos; });
    };
    CHECK(in(canary == "CanaryField" ? "access:" : "records:"));
    if (canary == "CanarySegment") CHECK(in("views:slices:value"));
    if (canary == "CanaryLoan") CHECK(in("views:rows:value"));
    found.erase(canary);
  }
  for (const auto& [text, places] : found) MESSAGE("in clear: ", text, " in ", *places.begin());
  CHECK(found.empty());
  MESSAGE(looked_for, " strings in ", scan.needles(), " forms, ", scan.bytes_seen(), " bytes");
}

TEST_CASE("privacy: the scan knows a string in each of its forms") {
  const std::string text = "Marcus Williams";
  const std::string phone = "+1 876-555-0142";
  for (const std::string& hidden : std::initializer_list<std::string>{
           text, std::string("....") + privacy::forms_of(text)[1], std::string("8765550142"),
           std::string("1 (876) 555"), base64url("x" + text + "y"), base64url("xy" + text)}) {
    privacy::ByteScan scan;
    scan.look_for(text);
    scan.look_for(phone);
    scan.bytes("here", "before" + hidden + "after");
    CAPTURE(hidden);
    CHECK(scan.found().empty() == (hidden == "1 (876) 555"));
  }
}
