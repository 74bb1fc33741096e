// How a read of a customer is answered: by its ETag, from what is kept, or rendered now.
#include <fmt/format.h>

#include <algorithm>

#include "answer_cache.h"
#include "boxes.h"
#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "reading.h"

namespace dossier::api {

bool matches(std::string_view if_none_match, std::string_view etag) {
  const auto plain = [](std::string_view tag) {
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
  };
  while (!if_none_match.empty()) {
    const size_t comma = std::min(if_none_match.find(','), if_none_match.size());
    const std::string_view tag = plain(if_none_match.substr(0, comma));
    if (tag == "*" || tag == plain(etag)) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

namespace {

std::string fold_set(const fold::ProjectionSet& projections) {
  std::string out;
  for (const auto& projection : projections)
    out += fmt::format("{}.{};", projection->info().slot, projection->info().version);
  return out;
}

// What has been read of the vault once, so that key and cache mean the same.
struct AnswerKey {
  uint64_t epoch;
  std::string text;
};

// Names all that can change the answer to this target (contract "Answers"), the log and the set of
// projections aside, which last as long as the process.
AnswerKey answer_key(const Call& call, const engine::SubjectView& view) {
  const engine::Engine& engine = call.services.engine;
  AnswerKey key{call.services.engine.vault().epoch(), {}};
  const auto& date = view.folded.business_date;
  ByteWriter out;
  out.big64(key.epoch);
  out.varint(view.version.partition.value);
  out.varint(static_cast<uint64_t>(view.version.offset.value));
  out.u8(date.has_value());
  out.big64(static_cast<uint64_t>(date ? date->days : 0));
  out.u8(view.importing);
  out.varint(view.incomplete.size());
  out.varint(
      static_cast<uint64_t>(engine.records().end(engine::kControlPartition).value));  // rates
  out.raw(call.policy->version());
  out.u8(static_cast<uint8_t>(call.who.role));
  out.raw(call.request.target);
  key.text = out.take();
  return key;
}

// Weak: the position that the body tells moves on without it.
std::string etag_of(const engine::Engine& engine, const AnswerKey& key) {
  const auto digest =
      engine::sha256({engine.records().log_id(), fold_set(engine.projections()), key.text});
  return "W/\"" + base64url(engine::as_text(digest).substr(0, 15)) + "\"";
}

template <class Body>
void answer_with(const CallPtr& call, const engine::SubjectView& view, std::string_view etag,
                 const Body& body) {
  Response response;
  std::string token = folded_token(call->services.engine, view.folded);
  if (matches(call->request.header("if-none-match"), etag))
    response.status = 304;
  else
    response.body = body(token);
  response.headers.reserve(4);
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  if (!token.empty()) response.headers.emplace_back("Dossier-Position", std::move(token));
  call->answer(std::move(response));
}

// One that waited for a position is asked once; a second reader names another.
bool may_keep(const Call& call) {
  return call.endpoint->method == "GET" && !call.target.has("min_position");
}

// Null where the body does not tell that position.
std::shared_ptr<KeptAnswer> keep_body(std::string_view body, std::string_view position) {
  constexpr std::string_view kMember = R"("position":")";
  const size_t member = body.find(kMember);  // of the head: an id holds no quotes
  if (position.empty() || member == std::string_view::npos) return nullptr;
  const size_t at = member + kMember.size();
  if (!body.substr(at).starts_with(position)) return nullptr;
  auto kept = std::make_shared<KeptAnswer>();
  kept->before = body.substr(0, at);
  kept->after = body.substr(at + position.size());
  return kept;
}

}  // namespace

bool answer_kept(const CallPtr& call, const engine::SubjectView& view) {
  if (!may_keep(*call)) return false;
  const AnswerKey key = answer_key(*call, view);
  const auto kept = call->services.answers.find(key.text, key.epoch);
  if (!kept) return false;
  answer_with(call, view, kept->etag,
              [&](std::string_view position) { return kept->body(position); });
  return true;
}

void answer_view(const CallPtr& call, const engine::SubjectView& view,
                 const std::function<std::string()>& body) {
  AnswerKey key = answer_key(*call, view);
  const std::string etag = etag_of(call->services.engine, key);
  answer_with(call, view, etag, [&](std::string_view position) {
    const uint64_t before = Boxes::unreadable();
    std::string text = body();
    // What could not be opened may open the next time.
    if (!may_keep(*call) || Boxes::unreadable() != before) return text;
    if (auto kept = keep_body(text, position)) {
      kept->etag = etag;
      call->services.answers.put(std::move(key.text), key.epoch, std::move(kept));
    }
    return text;
  });
}

}  // namespace dossier::api
