// Writes as tests send them: an example of each row of the table, a request around it.
#pragma once

#include "dossier/base/json.h"
#include "router_fixture.h"
#include "writing.h"

namespace dossier::api {

struct WriteExample {
  std::string_view operation;
  std::string_view members;  // of a sound body, `reason` aside
};
const WriteExample& example_of(const WriteRow& row);  // fails the test where there is none

// {members,"reason":…}; no reason where it is empty.
std::string write_body(std::string_view members, std::string_view reason);
// A sound body of the row.
std::string sound_body(const WriteRow& row);
// The row's path for that customer; a thing that it names is T-1.
std::string target_of(const WriteRow& row, std::string_view customer);

Request write_request(const std::string& target, std::string body, const std::string& key);

// The newest record of that customer's partition, its boxes opened.
engine::OpenedEvent newest_event(const RouterFixture& api, std::string_view customer);
// "<absent>" where it is.
std::string text_of(const events::TableValue& table, std::string_view name);

const WriteRow& row_named(std::string_view operation);

}  // namespace dossier::api
