// Published collections of nasty JSON and text, through the API and back. Where this machine has
// none the tests say so.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <future>

#include "../events_schema/support.h"
#include "write_support.h"

namespace dossier::api {
namespace {

using events::FieldDescriptor;
using events::FieldFlag;
using events::FieldKind;
using events::TableValue;

constexpr size_t kQuoteBytesMax = 280;  // of the timeline's description

std::vector<std::string> naughty_strings(const std::filesystem::path& folder) {
  simdjson::dom::parser parser;
  simdjson::dom::array all;
  REQUIRE(parser.load((folder / "blns.json").string()).get(all) == simdjson::SUCCESS);
  std::vector<std::string> out;
  for (const std::string_view text : all) out.emplace_back(text);
  return out;
}

std::string literal(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

bool is_free_text(const FieldDescriptor& field) {
  return (field.kind == FieldKind::text || field.kind == FieldKind::texts) &&
         !field.has(FieldFlag::id) && field.name != "cleared";
}

// Members that give each free text of the table, and of tables in it, these words.
std::string all_texts(const events::TableDescriptor& table, const std::string& words,
                      const std::function<bool(const FieldDescriptor&)>& skip) {
  std::string out;
  const auto add = [&](std::string_view name, const std::string& value) {
    out += fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", name, value);
  };
  for (const FieldDescriptor& field : table.fields) {
    if (skip(field)) continue;
    if (is_free_text(field))
      add(field.name, field.kind == FieldKind::text ? words : "[" + words + "]");
    if (field.name == "address")
      add(field.name,
          "{" + all_texts(*field.table, words, [](const auto&) { return false; }) + "}");
  }
  return out;
}

// A body whose every free text is these words; the rest is the example's.
std::string wordy_body(const WriteRow& row, std::string_view words) {
  const std::string text = literal(words);
  std::string body = all_texts(*row.type().table, text,
                               [&](const auto& field) { return row.server_fills(field); });
  simdjson::dom::parser parser;
  simdjson::dom::object example;
  const std::string json = write_body(example_of(row).members, "");
  REQUIRE(parser.parse(json).get(example) == simdjson::SUCCESS);
  for (const auto& member : example) {
    if (is_free_text(*row.type().table->find(member.key))) continue;
    body += fmt::format("{}\"{}\":{}", body.empty() ? "" : ",", member.key,
                        simdjson::minify(member.value));
  }
  return fmt::format("{{{}{}\"reason\":{}}}", body, body.empty() ? "" : ",", text);
}

// How many texts there are, each compared with the words.
size_t check_texts(const TableValue& table, std::string_view words, std::string_view skip) {
  size_t count = 0;
  for (const FieldDescriptor& field : table.descriptor().fields) {
    const auto& value = table[field.id];
    if (!value.present() || field.name == skip) continue;
    if (field.name == "meta" || field.name == "address")
      count += check_texts(value.table(), words, "ip");
    if (!is_free_text(field)) continue;
    ++count;
    CAPTURE(field.name);
    CHECK(words == (field.kind == FieldKind::text ? value.text() : value.items()[0].text()));
  }
  return count;
}

struct Suite : RouterFixture {
  // All at once: the log takes them in groups.
  std::vector<Response> ask_all(std::vector<Request> requests) {
    std::vector<std::promise<Response>> promises(requests.size());
    for (size_t i = 0; i < requests.size(); ++i)
      router->handle(std::move(requests[i]), [&promise = promises[i]](Response answer) {
        promise.set_value(std::move(answer));
      });
    std::vector<Response> answers;
    for (auto& promise : promises) answers.push_back(promise.get_future().get());
    return answers;
  }
  void make_customer(const std::string& id) {
    const Response made = publish(registered("r-" + id, id));
    const std::string contact = "/api/customers/" + id + "/contacts";
    const Response added =
        ask(write_request(contact + "?min_position=" + at(made.body, "/position"),
                          R"({"contact_id":"T-1","kind":"email","value":"a@b.jm"})", "k-contact"));
    const Response flagged = ask(write_request("/api/customers/" + id + "/flags",
                                               R"({"flag_id":"T-1","kind":"review"})", "k-flag"));
    REQUIRE(added.status == 201);
    REQUIRE(get("/api/customers/" + id + "?min_position=" + at(flagged.body, "/position")).status ==
            200);
  }
  // Of that customer, by id of the event, but for the registration.
  std::map<std::string, engine::OpenedEvent> events_of(const std::string& id) {
    const Subject subject = Subject::trusted("customer/" + id);
    const Partition partition = partition_of(subject, engine->records().partition_count());
    std::map<std::string, engine::OpenedEvent> out;
    for (Offset from; from < engine->records().end(partition);) {
      const auto records = engine->records().read(partition, from, 100);
      REQUIRE((records && !records->empty()));
      for (const auto& record : *records) {
        from = record.position().offset + 1;
        if (record.key() != subject.key() || record.header("ce_id") == "r-" + id) continue;
        out.emplace(record.header("ce_id"), engine->open_event(record).value());
      }
    }
    return out;
  }
};

}  // namespace

TEST_CASE("naughty strings: as a note each is read in the timeline as it was written") {
  const auto folder = events::vectors("naughty-strings");
  if (!folder) return;
  const auto strings = naughty_strings(*folder);
  Suite api;
  api.make_customer("C-7");
  std::vector<Request> requests;
  for (size_t i = 0; i < strings.size(); ++i)
    requests.push_back(write_request("/api/customers/C-7/notes",
                                     R"({"text":)" + literal(strings[i]) + "}",
                                     fmt::format("k-{:04}", i)));
  std::map<std::string, size_t> by_row;  // id of the entry
  std::string position;
  const auto answers = api.ask_all(std::move(requests));
  for (size_t i = 0; i < answers.size(); ++i) {
    REQUIRE_MESSAGE(answers[i].status == 201, answers[i].body);
    by_row[at(answers[i].body, "/at")] = i;
  }
  for (const Response& answer : answers) {
    const std::string target = "/api/customers/C-7?min_position=" + at(answer.body, "/position");
    REQUIRE(api.get(target).status == 200);
  }
  size_t found = 0, whole = 0;
  for (std::string cursor; cursor != "null";) {
    const Response page = api.get("/api/customers/C-7/timeline?limit=200" +
                                  (cursor.empty() ? "" : "&cursor=" + cursor));
    REQUIRE(page.status == 200);
    for (size_t i = 0;; ++i) {
      const std::string entry = fmt::format("/entries/{}", i);
      const auto written = by_row.find(at(page.body, entry + "/id"));
      if (at(page.body, entry) == "<absent>") break;
      if (written == by_row.end()) continue;
      ++found;
      const std::string& text = strings[written->second];
      CAPTURE(text);
      if (text.size() > kQuoteBytesMax) continue;
      ++whole;
      CHECK(at(page.body, entry + "/text/description") == "“" + text + "”");
    }
    cursor = at(page.body, "/next");
  }
  CHECK(found == strings.size());
  CHECK(whole > 400);
}

TEST_CASE("naughty strings: in every text of every write each comes back as it went in") {
  const auto folder = events::vectors("naughty-strings");
  if (!folder) return;
  const auto strings = naughty_strings(*folder);
  Suite api;
  size_t compared = 0;
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string id = fmt::format("C-{}", row.operation);
    api.make_customer(id);
    std::vector<Request> requests;
    for (size_t i = 0; i < strings.size(); ++i) {
      requests.push_back(
          write_request(target_of(row, id), wordy_body(row, strings[i]), fmt::format("k-{}", i)));
    }
    const auto answers = api.ask_all(std::move(requests));
    const auto events = api.events_of(id);
    for (size_t i = 0; i < strings.size(); ++i) {
      CAPTURE(strings[i]);
      const bool blank = strings[i].find_first_not_of(" \t\r\n") == std::string::npos;
      if (row.needs_reason && blank) {
        CHECK(answers[i].status == 422);
        CHECK(at(answers[i].body, "/field") == "reason");
        continue;
      }
      REQUIRE_MESSAGE(answers[i].status == 201, answers[i].body);
      const auto& data = events.at(fmt::format("k-{}", i)).data.root();
      const size_t count = check_texts(data, strings[i], "");
      CHECK(count > 0);
      compared += count;
    }
  }
  CHECK(compared > 20'000);
}

TEST_CASE(
    "JSONTestSuite: what is no JSON is refused as an event, what is JSON is never called none") {
  const auto folder = events::vectors("jsontestsuite/test_parsing");
  if (!folder) return;
  RouterFixture api;
  const Response made = api.publish(registered("r-1", "C-7"));
  REQUIRE(api.get("/api/customers/C-7?min_position=" + at(made.body, "/position")).status == 200);
  size_t accepted = 0;
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    const std::string text = events::read_file(entry.path());
    CAPTURE(name);
    ++count;
    const std::string in_note =
        events::event_around("dossier.note.added.v1", R"({"note_id":"N-1","text":)" + text + "}");
    const Response whole = api.publish(text);
    const Response inside = api.publish(in_note);
    const Response batch = api.post("/api/events", text, "application/cloudevents-batch+json");
    const Response write = api.ask(write_request("/api/customers/C-7/notes", text, "k"));
    accepted += inside.status == 201 ? 1 : 0;
    for (const Response& answer : {whole, inside, batch, write}) {
      CAPTURE(answer.body);
      CHECK(answer.status < 500);
      const bool not_json = answer.body.find("not valid JSON") != std::string::npos ||
                            answer.body.find("not a JSON object") != std::string::npos;
      if (name.starts_with("y_") && text.starts_with('{')) CHECK_FALSE(not_json);
    }
    if (!name.starts_with("n_")) continue;
    CHECK(whole.status == 400);
    CHECK(write.status == (text.empty() ? 422 : 400));  // no body is a body without members
    // A broken number is told as a value of the wrong kind, by its field.
    CHECK((inside.status == 400 || inside.status == 422));
    CHECK((batch.status == 400 || batch.status == 207));
  }
  CHECK(count > 300);
  CHECK(accepted > 0);
}

}  // namespace dossier::api
