// Requests: worded with the titles that their events have in the timeline.
#include "dossier/render/requests.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "words.h"

namespace dossier::render {
namespace {

using requests::Kind;
using requests::Request;
using requests::Status;

using Named = std::pair<const std::string, Request>;

std::string_view title_key(Kind kind) {
  switch (kind) {
    case Kind::message: return "request.message_requested";
    case Kind::application: return "request.application_requested";
    case Kind::collections_action: return "request.collections_action_requested";
    case Kind::credit_check: return "bureau.check_requested";
  }
  return {};
}

std::string title_of(const Request& request, Language language) {
  const bool code = request.kind == Kind::message || request.kind == Kind::collections_action;
  const std::string what = code ? value_word(language, request.what) : request.what;
  const auto clauses = fill_clauses(find_word(language, title_key(request.kind)).value_or(""),
                                    [&](std::string_view) { return std::optional(what); });
  return clauses.empty() ? std::string() : clauses.front();
}

std::vector<const Named*> ordered(const requests::RequestsSlice* slice) {
  std::vector<const Named*> all;
  if (slice == nullptr) return all;
  for (const auto& one : slice->get<requests::Pending>().by_id) all.push_back(&one);
  for (const auto& one : slice->get<requests::Settled>().by_id)
    if (one.second.asked_at) all.push_back(&one);
  std::ranges::stable_sort(all, std::greater(), [](const Named* one) {
    return std::tuple(one->second.status == Status::pending, one->second.asked_at);
  });
  return all;
}

}  // namespace

std::string render_requests(const requests::RequestsSlice* slice, Language language) {
  const auto all = ordered(slice);
  JsonWriter out;
  out.begin_object().key("data").begin_object();
  out.member("pending", slice == nullptr ? 0 : slice->get<requests::Pending>().by_id.size());
  out.key("order").begin_array();
  for (const Named* one : all) out.text(one->first);
  out.end_array().key("items").begin_object();
  for (const Named* one : all) fold::write_member(out, one->first, one->second);
  out.end_object().end_object().key("text").begin_object();
  for (const Named* one : all) {
    out.key(one->first).begin_object().member("title", title_of(one->second, language));
    out.member("status", value_word(language, enum_name(one->second.status))).end_object();
  }
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
