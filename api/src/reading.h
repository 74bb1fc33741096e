// What all reads of one subject share: whose it is, waiting for `min_position`, ETag, the headers.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier/engine/views.h"
#include "endpoint.h"

namespace dossier::api {

// How long a read waits for its `min_position`.
inline constexpr std::chrono::milliseconds kPositionWait{2000};

// "customer/" and the id. Errors: not_found, where no customer can have such an id.
Result<Subject> customer_named(std::string_view id);

// Calls `then` once the position that the request asks for is folded, here or on a thread of
// Background; else answers for it: 400, or 409 with the position that there is. The dispatcher has
// done it before any endpoint of a customer runs.
void when_readable(const CallPtr& call, const Subject& subject, std::function<void()> then);

// The same for lists across customers: every partition that the request names.
void when_all_readable(const CallPtr& call, std::function<void()> then);

// What a read may wait for: the views, or what is made from them behind the fold.
struct Progress {
  std::function<Offset(Partition)> next;  // all before it is there
  // Calls once the position is there, at once where it is; from any thread.
  std::function<void(Position, std::function<void()>)> when;
};
// The same for those.
void when_all_there(const CallPtr& call, Progress progress, std::function<void()> then);

// The token of the last folded record; empty where none is folded.
std::string folded_token(const engine::Engine& engine, const engine::FoldedPosition& folded);

// Of a vector of them, a partition each.
std::string folded_token(const engine::Engine& engine,
                         std::span<const engine::FoldedPosition> folded);

bool matches(std::string_view if_none_match, std::string_view etag);

// Answers with what was rendered before for this target, viewer and version, where that is kept;
// false: it is not, and nothing was answered. The view's slices are not looked at.
bool answer_kept(const CallPtr& call, const engine::SubjectView& view);

// Answers with the body, or with 304 where the client has it; ETag, position, caching. The body is
// kept for answer_kept, so it depends on nothing but what answer_key of reading_answer.cc names.
void answer_view(const CallPtr& call, const engine::SubjectView& view,
                 const std::function<std::string()>& body);

// What a page of a customer's rows asks: `cursor`, `limit`.
struct PageAsk {
  size_t limit = 50;
  std::string from;    // row key, exclusive; empty: the newest
  bool newer = false;  // the page goes up from there, not down
};
// `is_key`: whether a cursor holds such rows' key. Errors: invalid.
Result<PageAsk> page_ask_of(const Call& call, bool (*is_key)(std::string_view));
// A cursor beyond that row key; null where there is none.
void write_cursor(JsonWriter& out, std::string_view name, const std::optional<std::string>& key,
                  bool newer = false);

// position, version, business_date, importing, incomplete: the head of every view.
void write_view_head(JsonWriter& out, const Call& call, const engine::SubjectView& view);

// One customer as one asker reads them.
struct Reading {
  const engine::Engine& engine;
  const Subject& subject;
  const engine::SubjectView& view;
  render::Viewer viewer;
};

// A GET of a customer: reads the slices of `slots` (which outlive the call) and answers the head
// and what `write` adds to it.
using WriteView = std::function<void(JsonWriter& out, const Reading& of)>;
void answer_customer(const CallPtr& call, std::span<const fold::Slot> slots, WriteView write);

}  // namespace dossier::api
