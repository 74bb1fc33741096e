// JSON Schemas (2020-12) of what the API takes and answers, made from the very structs that are
// written. Pure; any thread.
#pragma once

#include <string>

#include "endpoint.h"

namespace dossier::api {

// {"type":"object","properties":{…}} with those members, all of them required but those named
// after "?": `object("id string, next string?")`. A type is string, integer, boolean, number, any,
// date, date-time, the name of a component behind #, [type] for an array, {type} for an object by
// key; string|null where it may be null.
std::string object_schema(std::string_view members);

// A 200 whose body is a view.
Answer view_answer(std::string name, std::string (*schema)());

std::string customers_found_schema();
std::string customer_schema();
std::string loans_schema();
std::string loan_schema();
std::string payments_schema();
std::string applications_schema();
std::string timeline_schema();
std::string portfolio_schema();
std::string requests_schema();

// {"$ref"} to the problem of RFC 9457.
std::string problem_schema();

// Events in, and what became of them.
std::string cloud_event_schema();
std::string cloud_events_schema();
std::string event_body_schema();
std::string bytes_schema();
std::string appended_schema();
std::string batch_appended_schema();
std::string appended_or_batch_schema();

inline constexpr Parameter kCurrency{
    .name = "currency", .summary = "ISO 4217: sums in that currency.", .pattern = "^[A-Z]{3}$"};

}  // namespace dossier::api
