// Requests: pending until an event names them, whatever comes twice or in another order.
#include <doctest/doctest.h>

#include "dossier/render/requests.h"
#include "story.h"

namespace dossier::test {
namespace {

using namespace dossier::requests;
using requests::Status;  // not the result of a call

struct Asked : Story {
  void ask(int number, std::string_view day = "2026-03-02") {
    REQUIRE(
        say("request.message_requested", day,
            fmt::format(R"("request_id":"RQ-{}","channel":"sms","text":"Hello","loan_id":"LN-1",)"
                        R"("meta":{{"actor":{{"kind":"agent","id":"A-7"}}}})",
                        number)));
  }
  void fulfil(int number, std::string_view result, std::string_view day = "2026-03-03") {
    REQUIRE(say("request.fulfilled", day,
                fmt::format(R"("request_id":"RQ-{}","result":"{}")", number, result)));
  }
  const std::map<std::string, Request>& pending() const {
    return slice<RequestsSlice>(kSlot)->get<Pending>().by_id;
  }
  const std::map<std::string, Request>& settled() const {
    return slice<RequestsSlice>(kSlot)->get<Settled>().by_id;
  }
};

TEST_CASE("requests: asked for, it is pending, with who asked, when and for what") {
  Asked story;
  story.ask(1);
  const Request& request = story.pending().at("RQ-1");
  CHECK(request.kind == Kind::message);
  CHECK(request.what == "sms");
  CHECK(request.loan_id == "LN-1");
  CHECK(request.asked_by == "A-7");
  CHECK(request.asked_by_kind == event::ActorKind::agent);
  CHECK(to_string(request.asked_at.value()) == "2026-03-02T17:00:00Z");
  CHECK(request.status == Status::pending);
}

TEST_CASE("requests: each kind is settled by the event of what was done") {
  struct Row {
    const char *asked, *ask, *done, *naming;
    Kind kind;
    event::EntityKind result;
  };
  const Row rows[] = {
      {"request.message_requested", R"("request_id":"R","channel":"email","text":"x")",
       "message.sent", R"("message_id":"X-1","channel":"email","request_id":"R")", Kind::message,
       event::EntityKind::message},
      {"request.application_requested",
       R"("request_id":"R","product_name":"Auto","amount":{"amount":"1.00","currency":"JMD"})",
       "application.submitted",
       R"("application_id":"X-1","product_name":"Auto","request_id":"R",)"
       R"("amount_requested":{"amount":"1.00","currency":"JMD"})",
       Kind::application, event::EntityKind::application},
      {"bureau.check_requested", R"("request_id":"R","bureau":"CreditInfo")",
       "bureau.report_received", R"("report_id":"X-1","bureau":"CreditInfo","request_id":"R")",
       Kind::credit_check, event::EntityKind::bureau_report},
      {"request.collections_action_requested", R"("request_id":"R","action":"field_visit")",
       "request.fulfilled",
       R"("request_id":"R","result":"done","entity":{"kind":"activity","id":"X-1"})",
       Kind::collections_action, event::EntityKind::activity},
  };
  for (const Row& row : rows) {
    CAPTURE(row.asked);
    Asked story;
    REQUIRE(story.say(row.asked, "2026-03-02", row.ask));
    CHECK(story.pending().at("R").kind == row.kind);
    REQUIRE(story.say(row.done, "2026-03-03", row.naming));
    CHECK(story.pending().empty());
    const Request& request = story.settled().at("R");
    CHECK(request.kind == row.kind);
    CHECK(request.status == Status::done);
    CHECK(request.result_kind == row.result);
    CHECK(request.result_id == "X-1");
  }
}

TEST_CASE("requests: failed and cancelled can still be done; done stays done") {
  Asked story;
  story.ask(1);
  story.fulfil(1, "failed");
  CHECK(story.settled().at("RQ-1").status == Status::failed);
  story.fulfil(1, "done");
  story.fulfil(1, "cancelled");
  CHECK(story.settled().at("RQ-1").status == Status::done);
  story.ask(2);
  story.fulfil(2, "cancelled");
  CHECK(story.settled().at("RQ-2").status == Status::cancelled);
  story.ask(3);
  REQUIRE(story.say("message.sent", "2026-03-03",
                    R"("message_id":"M-3","channel":"sms","status":"failed","request_id":"RQ-3")"));
  CHECK(story.settled().at("RQ-3").status == Status::failed);
}

TEST_CASE("requests: a fulfilment that comes first waits, unseen, for its request") {
  Asked story;
  story.fulfil(1, "done", "2026-03-01");
  const auto* slice = story.slice<RequestsSlice>(kSlot);
  CHECK(render::render_requests(slice, render::Language::en) ==
        R"({"data":{"pending":0,"order":[],"items":{}},"text":{}})");
  story.ask(1);
  CHECK(story.pending().empty());
  CHECK(story.settled().at("RQ-1").status == Status::done);
  CHECK(story.settled().at("RQ-1").asked_by == "A-7");
}

TEST_CASE("requests: events that name none leave no trace") {
  Asked story;
  REQUIRE(story.say("message.sent", "2026-03-03", R"("message_id":"M-3","channel":"sms")"));
  CHECK(story.slice<RequestsSlice>(kSlot) == nullptr);
}

TEST_CASE("requests: of the settled the newest are kept, of the pending all") {
  Asked story;
  constexpr int kMany = static_cast<int>(kMaxSettled) + 5;
  for (int i = 0; i < 2 * kMany; ++i) story.ask(i);
  for (int i = 0; i < kMany; ++i)
    story.fulfil(i, "done", fmt::format("2026-03-03T10:{:02}:{:02}Z", i / 60, i % 60));
  CHECK(story.pending().size() == kMany);
  CHECK(story.settled().size() == kMaxSettled);
  CHECK_FALSE(story.settled().contains("RQ-4"));
  CHECK(story.settled().contains("RQ-5"));
}

TEST_CASE("requests: shown pending first, then the newest, worded in both languages") {
  Asked story;
  story.ask(1, "2026-03-01");
  story.ask(2, "2026-03-02");
  story.ask(3, "2026-03-03");
  story.fulfil(3, "done");
  const auto* slice = story.slice<RequestsSlice>(kSlot);
  const std::string english = render::render_requests(slice, render::Language::en);
  CHECK(english.starts_with(R"({"data":{"pending":2,"order":["RQ-2","RQ-1","RQ-3"],"items":{)"));
  CHECK(english.find(R"("RQ-3":{"title":"Message asked for: SMS","status":"done"})") !=
        std::string::npos);
  const std::string vietnamese = render::render_requests(slice, render::Language::vi);
  CHECK(vietnamese.find(R"("title":"Yêu cầu gửi tin: SMS")") != std::string::npos);
  CHECK(render::render_requests(nullptr, render::Language::en) ==
        R"({"data":{"pending":0,"order":[],"items":{}},"text":{}})");
}

}  // namespace
}  // namespace dossier::test
