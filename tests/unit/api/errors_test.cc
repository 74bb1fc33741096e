// The table of problems, and that inner words stay inside.
#include "errors.h"

#include <doctest/doctest.h>

#include <set>

namespace dossier::api {

TEST_CASE("problems: every code once, with a status, a title and advice") {
  std::set<std::string_view> codes;
  for (const Problem& entry : problems()) {
    CHECK(codes.insert(entry.code).second);
    CHECK((entry.status >= 400 && entry.status < 600));
    CHECK_FALSE(entry.title.empty());
    CHECK_FALSE(entry.advice.empty());
  }
}

TEST_CASE("problems: what is corrupt or broken inside is not told outside") {
  for (const ErrorCode code : {ErrorCode::corrupt, ErrorCode::io}) {
    const Error error{code, "/var/lib/x: checksum of 7:12", "field", "inner remedy"};
    const Response answer = problem_response(problem_of(error), error, "abc");
    CHECK(answer.status == 500);
    CHECK(answer.body.find("checksum") == std::string::npos);
    CHECK(answer.body.find("inner") == std::string::npos);
    CHECK(answer.body.find("\"trace_id\":\"abc\"") != std::string::npos);
  }
}

TEST_CASE("problems: each error code has its kind") {
  const auto code = [](ErrorCode error) { return problem_of({error, "m", "", ""}).code; };
  CHECK(code(ErrorCode::invalid) == "invalid-request");
  CHECK(code(ErrorCode::too_large) == "too-large");
  CHECK(code(ErrorCode::not_found) == "not-found");
  CHECK(code(ErrorCode::conflict) == "other-log");
  CHECK(code(ErrorCode::refused) == "forbidden");
  CHECK(code(ErrorCode::unavailable) == "unavailable");
  CHECK(code(ErrorCode::not_reached) == "position-not-reached");
  CHECK(problem_of_event({ErrorCode::conflict, "m", "", ""}).code == "event-conflict");
  CHECK(problem_of_event({ErrorCode::invalid, "m", "", ""}).code == "malformed-event");
  CHECK(problem_of_event({ErrorCode::invalid, "m", "data.x", ""}).code == "invalid-event");
}

}  // namespace dossier::api
