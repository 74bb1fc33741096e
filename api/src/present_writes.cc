// Requests, put into answers, and what writes ask of the views. No personal value is in it, so no
// box is opened.
#include <array>

#include "dossier/loans/slice.h"
#include "dossier/profile/slice.h"
#include "dossier/render/requests.h"
#include "present.h"

namespace dossier::api {
namespace {

constexpr std::array<fold::Slot, 1> kSlots = {requests::kSlot};
constexpr std::array<fold::Slot, 1> kProfileSlots = {profile::kSlot};

const requests::RequestsSlice* slice_of(const engine::SubjectView& view) {
  return view.find<requests::RequestsSlice>(requests::kSlot);
}

}  // namespace

std::span<const fold::Slot> request_slots() { return kSlots; }

void write_requests(JsonWriter& out, const Reading& of) {
  out.key("requests").raw(render::render_requests(slice_of(of.view), of.viewer.language));
}

void write_pending_requests(JsonWriter& out, const Reading& of) {
  const auto* slice = slice_of(of.view);
  out.member("pending_requests",
             slice == nullptr ? 0 : slice->get<requests::Pending>().by_id.size());
}

std::span<const fold::Slot> profile_slots() { return kProfileSlots; }

bool had_contact(const engine::SubjectView& view, std::string_view contact_id) {
  const auto* slice = view.find<profile::ProfileSlice>(profile::kSlot);
  const std::string id(contact_id);
  return slice != nullptr && (slice->get<profile::Contacts>().points.contains(id) ||
                              slice->get<profile::ContactMemory>().removed.at.contains(id));
}

bool had_flag(const engine::SubjectView& view, std::string_view flag_id) {
  const auto* slice = view.find<profile::ProfileSlice>(profile::kSlot);
  const std::string id(flag_id);
  return slice != nullptr && (slice->get<profile::Flags>().open.contains(id) ||
                              slice->get<profile::PeopleMemory>().flags.at.contains(id));
}

int64_t amount_max() { return loans::kMaxAmount; }

}  // namespace dossier::api
