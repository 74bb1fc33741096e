// What tests of records and logs share: a folder of their own, events, and appends that wait.
#pragma once

#include <flatbuffers/flatbuffers.h>
#include <fmt/format.h>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/base/ensure.h"
#include "dossier/engine/event_log.h"
#include "support/temp_folder.h"

namespace dossier::engine::test {

using dossier::test::TempFolder;

// An event's value as the schema lays it out: meta (with its content_mac, or else a salt) in field
// 0, here one string in field 1.
inline std::string event_value(std::string_view mac, std::string_view text) {
  constexpr flatbuffers::voffset_t kField0 = 4, kField1 = 6, kContentMac = 18, kSalt = 20;
  flatbuffers::FlatBufferBuilder builder;
  const auto text_at = builder.CreateString(text.data(), text.size());
  flatbuffers::Offset<flatbuffers::Vector<uint8_t>> mac_at;
  const std::string_view bytes = mac.empty() ? std::string_view("sixteen of salt.") : mac;
  mac_at = builder.CreateVector(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  const auto meta_start = builder.StartTable();
  builder.AddOffset(mac.empty() ? kSalt : kContentMac, mac_at);
  const flatbuffers::Offset<flatbuffers::Table> meta_at(builder.EndTable(meta_start));
  const auto root_start = builder.StartTable();
  builder.AddOffset(kField0, meta_at);
  builder.AddOffset(kField1, text_at);
  builder.Finish(flatbuffers::Offset<flatbuffers::Table>(builder.EndTable(root_start)));
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

// The MAC that content would have: as good as any, since no one here checks the key.
inline std::string mac_of_text(std::string_view text) {
  return fmt::format("{:016x}", std::hash<std::string_view>()(text));
}

inline std::string event_headers(std::string_view subject, std::string_view source,
                                 std::string_view id) {
  HeaderWriter headers;
  headers.add("ce_specversion", "1.0");
  headers.add("ce_id", id);
  headers.add("ce_source", source);
  headers.add("ce_type", "dossier.test.happened.v1");
  headers.add("ce_subject", subject);
  headers.add("content-type", "application/x-flatbuffers");
  return headers.take();
}

struct Event {
  std::string subject = "customer/C-1";
  std::string id;
  std::string text = "content";
  std::string source = "/core";
  bool with_mac = true;
};

inline Draft draft(const Event& event) {
  const std::string mac = event.with_mac ? mac_of_text(event.text) : std::string();
  return {.subject = Subject::trusted(event.subject),
          .source = event.source,
          .id = event.id,
          .headers = event_headers(event.subject, event.source, event.id),
          .value = event_value(mac, event.text),
          .mac = mac};
}

inline Draft control_draft(std::string id, std::string text = "content") {
  return draft({.subject = "control/engine",
                .id = std::move(id),
                .text = std::move(text),
                .source = "dossier:engine"});
}

inline std::vector<AppendOutcome> append(EventLog& log, std::vector<Draft> drafts) {
  std::promise<std::vector<AppendOutcome>> answered;
  auto answer = answered.get_future();
  log.append(std::move(drafts),
             [&](std::vector<AppendOutcome> outcomes) { answered.set_value(std::move(outcomes)); });
  return answer.get();
}

inline AppendOutcome append_one(EventLog& log, const Event& event) {
  std::vector<Draft> drafts;
  drafts.push_back(draft(event));
  return append(log, std::move(drafts)).front();
}

inline AppendOutcome append_control(EventLog& log, Draft control) {
  std::promise<AppendOutcome> answered;
  auto answer = answered.get_future();
  log.append_control(std::move(control), [&](std::vector<AppendOutcome> outcomes) {
    answered.set_value(std::move(outcomes.front()));
  });
  return answer.get();
}

}  // namespace dossier::engine::test
