// The profile's fold: which event goes where. Pure; any thread, one subject at a time.
#include "dossier/projections/schema.h"
#include "update.h"

namespace dossier::profile {

std::string_view enum_name(DocumentStatus status) {
  switch (status) {
    case DocumentStatus::pending: return "pending";
    case DocumentStatus::verified: return "verified";
    case DocumentStatus::rejected: return "rejected";
    case DocumentStatus::expired: return "expired";
  }
  return "";
}

namespace {

using events::EventKind;

FoldStatus fold_event(const Event& event, ProfileSlice& slice, FoldContext& context) {
  switch (event.kind()) {
    case EventKind::customer_registered: return fold_registered(event, slice);
    case EventKind::customer_profile_updated: return fold_profile_updated(event, slice);
    case EventKind::customer_contact_point_added: return fold_contact_added(event, slice);
    case EventKind::customer_contact_point_updated: return fold_contact_updated(event, slice);
    case EventKind::customer_contact_point_verified: return fold_contact_verified(event, slice);
    case EventKind::customer_contact_point_removed: return fold_contact_removed(event, slice);
    case EventKind::customer_employment_changed: return fold_employment(event, slice);
    case EventKind::customer_income_verified: return fold_income_verified(event, slice);
    case EventKind::customer_kyc_verified: return fold_kyc_verified(event, slice, context);
    case EventKind::customer_kyc_status_changed: return fold_kyc_status(event, slice, context);
    case EventKind::customer_kyc_document_linked: return fold_kyc_linked(event, slice, context);
    case EventKind::customer_segment_changed: return fold_segment(event, slice);
    case EventKind::customer_officer_assigned: return fold_officer_assigned(event, slice);
    case EventKind::customer_officer_reassigned: return fold_officer_reassigned(event, slice);
    case EventKind::customer_branch_changed: return fold_branch(event, slice);
    case EventKind::customer_status_changed: return fold_status(event, slice);
    case EventKind::customer_account_flagged: return fold_flagged(event, slice, context);
    case EventKind::customer_account_unflagged: return fold_unflagged(event, slice, context);
    case EventKind::customer_reference_added: return fold_reference_added(event, slice);
    case EventKind::customer_reference_removed: return fold_reference_removed(event, slice);
    case EventKind::customer_preferences_changed: return fold_preferences(event, slice);
    case EventKind::customer_cooperation_rated: return fold_cooperation(event, slice);
    case EventKind::document_uploaded: return fold_document_uploaded(event, slice, context);
    case EventKind::document_verified: return fold_document_verified(event, slice, context);
    case EventKind::document_rejected: return fold_document_rejected(event, slice, context);
    case EventKind::document_expired: return fold_document_expired(event, slice, context);
    default: return {};
  }
}

bool concerns(events::EventKind kind) {
  const auto code = static_cast<uint16_t>(kind);
  const bool customer = code >= static_cast<uint16_t>(EventKind::customer_registered) &&
                        code <= static_cast<uint16_t>(EventKind::customer_cooperation_rated);
  return customer || (code >= static_cast<uint16_t>(EventKind::document_uploaded) &&
                      code <= static_cast<uint16_t>(EventKind::document_expired));
}

class Profile final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind != ProfileSlice::kKind) return nullptr;
    return std::make_unique<ProfileSlice>();
  }
  FoldStatus fold(const Event& event, FoldContext& context) const override {
    if (!concerns(event.kind())) return {};
    return fold_event(event, context.own<ProfileSlice>(), context);
  }
  using Projection::fold;
  FoldStatus fire(const fold::Timer& timer, FoldContext& context) const override {
    auto& slice = context.own<ProfileSlice>();
    switch (static_cast<TimerKind>(timer.kind)) {
      case TimerKind::kyc: return fire_kyc(timer, slice, context);
      case TimerKind::document: return fire_document(timer, slice, context);
      case TimerKind::flag: return fire_flag(timer, slice);
    }
    return {};
  }
  std::string data_schema() const override;

 private:
  fold::ProjectionInfo info_{
      .name = "profile",
      .slot = kSlot,
      .version = 1,
      .summary = "Who the customer is, how to reach them, who looks after them, their KYC papers.",
      .subjects = {"customer"},
      .reads = {}};
};

std::string Profile::data_schema() const {
  return projections::schema_document([](JsonWriter& out) {
    for_each_shown_part(ProfileSlice{}, [&]<class Part>(std::string_view name, const Part&) {
      out.key(name);
      fold::write_schema<Part>(out);
    });
  });
}

}  // namespace

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Profile>(); }

}  // namespace dossier::profile
