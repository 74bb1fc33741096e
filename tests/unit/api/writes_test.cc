// What people write: each row of the table, what becomes of it and what is refused.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>

#include "write_support.h"

namespace dossier::api {
namespace {

struct Writes : RouterFixture {
  // Customers must be there; a customer a row keeps their timelines apart.
  std::string customer(std::string_view operation) {
    const std::string id = fmt::format("C-{}", operation);
    const Response registration = publish(registered("r-" + id, id));
    REQUIRE(registration.status == 201);
    // What paths name.
    const WriteExample things[] = {
        {"addContact", R"("contact_id":"T-1","kind":"email","value":"a@b.jm")"},
        {"flagAccount", R"("flag_id":"T-1","kind":"review")"}};
    for (const auto& [name, members] : things) {
      const Response made = ask(write_request(
          target_of(row_named(name), id) + "?min_position=" + at(registration.body, "/position"),
          write_body(members, ""), "k-" + std::string(name)));
      REQUIRE_MESSAGE(made.status == 201, made.body);
      REQUIRE(get("/api/customers/" + id + "?min_position=" + at(made.body, "/position")).status ==
              200);
    }
    return id;
  }
  Response send(const WriteRow& row, std::string_view customer, std::string body,
                const std::string& key = "key-1") {
    return ask(write_request(target_of(row, customer), std::move(body), key));
  }
  Response page(std::string_view customer, const Response& written) {
    return get(fmt::format("/api/customers/{}/timeline?min_position={}", customer,
                           at(written.body, "/position")));
  }
};

// The pointer of the entry of that id.
std::string entry_of(const Response& page, const std::string& id) {
  for (int i = 0; i < 50; ++i) {
    const std::string entry = fmt::format("/entries/{}", i);
    if (at(page.body, entry + "/id") == id) return entry;
  }
  return "/nowhere";
}

void check_refused(const Response& answer, int status, const char* field) {
  CAPTURE(answer.body);
  CHECK(answer.status == status);
  CHECK(at(answer.body, "/field") == field);
  CHECK(at(answer.body, "/remedy") != "<absent>");
}

}  // namespace

TEST_CASE("writes: each is an event of the person, and stands in the timeline") {
  Writes api;
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string id = api.customer(row.operation);
    const Response written = api.send(row, id, sound_body(row));
    CAPTURE(written.body);
    REQUIRE(written.status == 201);
    CHECK(at(written.body, "/duplicate") == "false");
    CHECK(at(written.body, "/event_type") == row.type().name);
    CHECK((at(written.body, "/id") == "<absent>") == row.id_field.empty());
    const Response page = api.page(id, written);
    REQUIRE(page.status == 200);
    CAPTURE(page.body);
    CHECK(at(page.body, "/incomplete") == "[]");
    const std::string entry = entry_of(page, at(written.body, "/at"));
    CHECK(at(page.body, entry + "/data/type") == row.type().name);
    CHECK(at(page.body, entry + "/data/actor_kind") == "admin");
    CHECK(at(page.body, entry + "/data/actor_id") == dev_person(Role::admin).who.id);
  }
}

TEST_CASE("writes: sent again it is the same event, also from another address and under no name") {
  Writes api;
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string id = api.customer(row.operation);
    const Response first = api.send(row, id, sound_body(row));
    REQUIRE(first.status == 201);
    Request elsewhere = write_request(target_of(row, id), sound_body(row), "key-1");
    elsewhere.address = "198.51.100.4";
    for (const Response& again : {api.send(row, id, sound_body(row)), api.ask(elsewhere)}) {
      CHECK(again.status == 200);
      CHECK(at(again.body, "/duplicate") == "true");
      for (const char* same : {"/position", "/at", "/id", "/event_type"})
        CHECK(at(again.body, same) == at(first.body, same));
    }
  }
}

TEST_CASE("writes: other content under the same key is a conflict, another key another event") {
  Writes api;
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string id = api.customer(row.operation);
    const std::string other = write_body(example_of(row).members, "Another reason");
    REQUIRE(api.send(row, id, sound_body(row)).status == 201);
    const Response conflict = api.send(row, id, other);
    CHECK(conflict.status == 409);
    CHECK(at(conflict.body, "/type") == "/problems/event-conflict");
    CHECK(api.send(row, id, other, "key-2").status == 201);
  }
}

TEST_CASE("writes: what is missing, unknown or the server's own is refused, naming it") {
  Writes api;
  const std::string id = api.customer("all");
  const uint64_t before = api.records();
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string members(example_of(row).members);
    const std::string reason = row.needs_reason ? "why" : "";
    const auto with = [&](const std::string& member) {
      return write_body(members + (members.empty() ? "" : ",") + member, reason);
    };
    check_refused(api.send(row, id, sound_body(row), ""), 400, "Idempotency-Key");
    check_refused(api.send(row, id, sound_body(row), std::string(257, 'k')), 400,
                  "Idempotency-Key");
    check_refused(api.send(row, id, with(R"("shoe_size":44)")), 422, "shoe_size");
    for (const auto& field : row.type().table->fields) {
      if (!row.server_fills(field)) continue;
      const std::string name(field.name);
      check_refused(api.send(row, id, with("\"" + name + R"(":"x")")), 422, name.c_str());
    }
    if (row.needs_reason)
      for (const char* none : {"", " \t\n"})
        check_refused(api.send(row, id, write_body(members, none)), 422, "reason");
    check_refused(api.send(row, id, write_body(members, "a") + "x"), 400, "<absent>");
    check_refused(api.send(row, id, "[1]"), 400, "<absent>");
    CHECK(api.send(row, "C-404", sound_body(row)).status == 404);
  }
  CHECK(api.records() == before);
}

TEST_CASE("writes: a reason that is no text or stands twice, another type of body") {
  Writes api;
  const std::string id = api.customer("one");
  const WriteRow& note = row_named("addNote");
  check_refused(api.send(note, id, R"({"text":"a","reason":7})"), 422, "reason");
  check_refused(api.send(note, id, R"({"reason":"a","text":"a","reason":"b"})"), 422, "reason");
  check_refused(api.send(note, id, R"({"text":"a","text":"b"})"), 422, "text");
  check_refused(api.send(note, id, R"({"text":7})"), 422, "text");
  check_refused(api.send(note, id, R"({})"), 422, "text");
  check_refused(api.send(row_named("recordPromise"), id, R"({"loan_id":"no id"})"), 422, "loan_id");
  Request form = write_request(target_of(note, id), R"({"text":"a"})", "k");
  form.headers.front().second = "text/plain";
  CHECK(api.ask(form).status == 415);
  const std::string long_text(70'000, 'x');
  check_refused(api.send(note, id, R"({"text":")" + long_text + R"("})"), 413, "text");
  Request named = write_request("/api/customers/" + id + "/flags/no%20id/remove", "", "k");
  CHECK(api.ask(named).status == 404);
}

TEST_CASE("writes: an id is kept where it is given, else made of customer, person and key") {
  Writes api;
  const std::string id = api.customer("one");
  const WriteRow& note = row_named("addNote");
  const Response given = api.send(note, id, R"({"text":"a","note_id":"N-own"})", "k-1");
  CHECK(at(given.body, "/id") == "N-own");
  const std::string made = at(api.send(note, id, R"({"text":"a"})", "k-2").body, "/id");
  CHECK(made.starts_with("N-"));
  CHECK(valid_id(made));
  CHECK(text_of(newest_event(api, id).data.root(), "note_id") == made);
  CHECK(at(api.send(note, id, R"({"text":"a"})", "k-3").body, "/id") != made);
}

TEST_CASE("writes: the record says who, from where and why; the reason is sealed with the rest") {
  Writes api;
  const std::string id = api.customer("one");
  REQUIRE(api.send(row_named("changeStatus"), id, R"({"status":"closed","reason":"Paid out"})")
              .status == 201);
  const auto opened = newest_event(api, id);
  const auto& meta = opened.data.root().find("meta")->table();
  CHECK(text_of(meta, "reason") == "Paid out");
  CHECK(text_of(meta, "ip") == "203.0.113.9");
  CHECK(text_of(meta.find("actor")->table(), "id") == dev_person(Role::admin).who.id);
}

TEST_CASE("writes: every role is an actor of its own kind, and the source names the person") {
  const Subject subject = Subject::trusted("customer/C-7");
  const WriteRow& row = row_named("recordPromise");
  const std::string body = sound_body(row);
  const std::pair<Role, std::string_view> kinds[] = {
      {Role::officer, "officer"},       {Role::agent, "agent"},
      {Role::supervisor, "supervisor"}, {Role::manager, "manager"},
      {Role::compliance, "compliance"}, {Role::auditor, "auditor"},
      {Role::admin, "admin"},           {Role::data, "system"},
      {Role::publisher, "system"}};
  std::set<std::string> ids;
  for (const auto& [role, name] : kinds) {
    const Principal who{fmt::format("P-{}", static_cast<int>(role)), role, {}, {}};
    const auto write = write_of(row, {who, subject, "", "k", "", body});
    REQUIRE(write);
    const auto& root = write->event.data.root();
    const auto& actor = root.find("meta")->table().find("actor")->table();
    const auto* kind =
        actor.descriptor().find("kind")->enumeration->find(actor.find("kind")->number());
    CHECK(kind->name == name);
    CHECK(text_of(actor, "id") == who.id);
    CHECK(text_of(root, "agent_id") == who.id);
    CHECK(write->event.source == "dossier:ui/" + who.id);
    CHECK(write->event.id == "k");
    CHECK_FALSE(write->event.time);
    CHECK(ids.insert(write->id).second);
  }
  const Principal odd{"some one", Role::agent, {}, {}};
  CHECK(write_of(row, {odd, subject, "", "k", "", body}).error().code == ErrorCode::refused);
}

TEST_CASE("writes: of an erased customer what is personal is refused, the rest goes on") {
  Writes api;
  const std::string id = api.customer("one");
  REQUIRE(api.engine->vault().destroy("customer/" + id).has_value());
  check_refused(api.send(row_named("addNote"), id, R"({"text":"a"})"), 422, "text");
  check_refused(api.send(row_named("addContact"), id, sound_body(row_named("addContact"))), 422,
                "value");
  CHECK(api.send(row_named("recordPayment"), id, sound_body(row_named("recordPayment"))).status ==
        201);
  CHECK(api.send(row_named("changeStatus"), id, R"({"status":"closed","reason":"Gone"})", "k-2")
            .status == 201);
}

TEST_CASE("writes: no publisher may say that a person wrote") {
  RouterFixture api;
  std::string event = payment("p-1");
  event.replace(event.find("/core/payments"), 14, "dossier:ui/admin");
  check_refused(api.publish(event), 403, "source");
}

TEST_CASE("writes: what would stop the customer's views is refused: unknown things, absurd sums") {
  Writes api;
  const std::string id = api.customer("one");
  for (const char* path :
       {"contacts/T-2", "contacts/T-2/verify", "contacts/T-2/remove", "flags/T-2/remove"}) {
    CAPTURE(path);
    const std::string target = fmt::format("/api/customers/{}/{}", id, path);
    CHECK(api.ask(write_request(target, "", "k")).status == 404);
  }
  check_refused(
      api.send(row_named("recordPayment"), id,
               R"({"loan_id":"LN-1","amount":{"amount":"90000000000000000.00","currency":"JMD"},)"
               R"("value_date":"2026-03-02"})"),
      422, "amount");
}

TEST_CASE("writes: a removal sent again is a duplicate, though the thing is gone") {
  Writes api;
  const std::string id = api.customer("one");
  for (const char* name : {"removeContact", "removeFlag"}) {
    const WriteRow& row = row_named(name);
    const Response first = api.send(row, id, "", name);
    REQUIRE(first.status == 201);
    REQUIRE(api.page(id, first).status == 200);
    CHECK(api.send(row, id, "", name).status == 200);
    CHECK(api.send(row, id, "", std::string(name) + "2").status == 201);
  }
}

TEST_CASE("writes: a request is pending until it is fulfilled, and counted") {
  Writes api;
  const std::string id = api.customer("one");
  const std::string base = "/api/customers/" + id;
  const WriteRow& row = row_named("requestMessage");
  const Response asked = api.send(row, id, sound_body(row));
  const std::string request = at(asked.body, "/id");
  const auto read = [&](const std::string& path, const Response& written) {
    return api.get(base + path + "?min_position=" + at(written.body, "/position")).body;
  };
  const std::string pending = read("/requests", asked);
  CHECK(at(pending, "/requests/data/items/" + request + "/status") == "pending");
  CHECK(at(pending, "/requests/data/items/" + request + "/asked_by") ==
        dev_person(Role::admin).who.id);
  CHECK(at(read("", asked), "/pending_requests") == "1");
  const Response sent =
      api.publish(fmt::format(R"({{"specversion":"1.0","id":"m-1","source":"/sms","subject":"{}",)"
                              R"("type":"dossier.message.sent.v1","data":{{"message_id":"M-1",)"
                              R"("channel":"sms","request_id":"{}"}}}})",
                              id, request));
  REQUIRE(sent.status == 201);
  const std::string done = read("/requests", sent);
  CHECK(at(done, "/requests/data/items/" + request + "/status") == "done");
  CHECK(at(done, "/requests/data/items/" + request + "/result_id") == "M-1");
  CHECK(at(read("", sent), "/pending_requests") == "0");
}

TEST_CASE("actions: no recommendation is known yet, and a key is asked for") {
  RouterFixture api;
  CHECK(api.ask(write_request("/api/actions/R-1/execute", "", "k")).status == 404);
  check_refused(api.ask(write_request("/api/actions/R-1/execute", "", "")), 400, "Idempotency-Key");
}

TEST_CASE("writes: the page lists every row as the table has it, and no other") {
  std::ifstream in(DOSSIER_SOURCE_DIR "/docs/writes.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  std::string table;
  for (const WriteRow& row : write_rows()) {
    std::string_view type = row.type().name;
    type.remove_prefix(std::string_view("dossier.").size());
    type.remove_suffix(std::string_view(".v1").size());
    std::string own(row.names_thing() ? "" : row.id_prefix.empty() ? "" : row.id_field);
    if (!own.empty()) own = fmt::format("`{}`: {}-…", own, row.id_prefix);
    std::string said;
    if (row.names_thing()) said = fmt::format("`{}`", row.id_field);
    if (!row.person_field.empty()) said = fmt::format("`{}`", row.person_field);
    if (!row.fixed_field.empty())
      said += fmt::format(", `{}`: {}", row.fixed_field, row.fixed_value);
    table += fmt::format("| `{}` | `{}` | `{}` | {} | {} | {} |\n", row.operation,
                         row.path.substr(std::string_view("/api/customers/{id}").size()), type, own,
                         said, row.needs_reason ? "needed" : "");
  }
  const bool same = page.find("|---|---|---|---|---|---|\n" + table + "\n") != std::string::npos;
  CHECK_MESSAGE(same, "docs/writes.md should have:\n" << table);
}

}  // namespace dossier::api
