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
// Background; else answers for it: 400, or 409 with the position that there is.
void when_readable(const CallPtr& call, const Subject& subject, std::function<void()> then);

// The same for lists across customers: every partition that the request names.
void when_all_readable(const CallPtr& call, std::function<void()> then);

// The token of the last folded record; empty where none is folded.
std::string folded_token(const engine::Engine& engine, const engine::FoldedPosition& folded);

// Of a vector of them, a partition each.
std::string folded_token(const engine::Engine& engine,
                         std::span<const engine::FoldedPosition> folded);

// The request's `lang`: en (default) or vi. Errors: invalid.
enum class Tongue : uint8_t { en, vi };
Result<Tongue> tongue_of(const Target& target);

// Names all that can change the answer to this target (contract "Answers"). Weak: the position that
// the body tells moves on without it.
std::string etag_of(const Call& call, const engine::SubjectView& view);
bool matches(std::string_view if_none_match, std::string_view etag);

// Answers with the body, or with 304 where the client has it; ETag, position, caching.
void answer_view(const CallPtr& call, const engine::SubjectView& view,
                 const std::function<std::string()>& body);

// What a page of a customer's rows asks: `cursor`, `limit`, `lang`.
struct PageAsk {
  Subject subject;
  Tongue tongue = Tongue::en;
  size_t limit = 50;
  std::string from;  // row key, exclusive; empty: the newest
};
// `is_key`: whether a cursor holds such rows' key. Errors: not_found, invalid.
Result<PageAsk> page_ask_of(const Call& call, bool (*is_key)(std::string_view));
// The cursor behind that row key; null where the page was the last one.
void write_next(JsonWriter& out, const std::optional<std::string>& last);

// position, version, business_date, importing, incomplete: the head of every view.
void write_view_head(JsonWriter& out, const Call& call, const Subject& subject,
                     const engine::SubjectView& view);

// A GET of a customer named by the path, with the parameters `lang` and `min_position`: reads the
// slices of `slots` (which outlive the call) and answers the head and what `write` adds to it.
using WriteView =
    std::function<void(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                       const engine::SubjectView& view, Tongue tongue)>;
void answer_customer(const CallPtr& call, std::span<const fold::Slot> slots, WriteView write);

}  // namespace dossier::api
