// The one place where errors become answers: RFC 9457 problems. Pure functions.
// A problem names field and remedy, never an inner detail of the server, never a personal value.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dossier/api/message.h"
#include "dossier/base/error.h"
#include "dossier/base/json.h"

namespace dossier::api {

// A kind of problem: what /problems/<code> explains.
struct Problem {
  std::string_view code;  // stable: clients compare it
  int status;
  std::string_view title;
  std::string_view advice;
};

std::span<const Problem> problems();
const Problem& problem(std::string_view code);  // of the table: another code is a broken invariant

// What an error of a request is, and what one of a published event is.
const Problem& problem_of(const Error& error);
const Problem& problem_of_event(const Error& error);

// The answer; `trace_id` lets the reader find it in the log. `position`: the one that there is,
// where the asked one is not reached.
Response problem_response(const Problem& problem, const Error& error, std::string_view trace_id,
                          std::string_view position = {});
// Members of the problem object, for one event of a batch.
void write_problem(JsonWriter& out, const Problem& problem, const Error& error,
                   std::string_view trace_id);

}  // namespace dossier::api
