// Know your customer: verified until when, with what. Pure; one subject at a time.
#include "dossier/profile/facts.h"
#include "update.h"

namespace dossier::profile {
namespace {

const Owner& owner() {
  static const Owner kOwner{static_cast<uint8_t>(TimerKind::kyc), "", KycExpired::kType.code,
                            "kyc"};
  return kOwner;
}

// What readers see, from what was said.
void show(ProfileSlice& slice) {
  const Validity& validity = slice.get<ValidityMemory>().kyc;
  auto& kyc = slice.edit<Kyc>();
  const auto now = validity.current();
  kyc.status = static_cast<KycStatus>(now->status);
  if (validity.lapsed()) kyc.status = KycStatus::expired;
  kyc.expires_on = now->until;
}

FoldStatus say(const Event& event, const Statement& statement, ProfileSlice& slice,
               FoldContext& context) {
  if (slice.get<ValidityMemory>().kyc.statements.size() >= kMaxItems) return too_many("KYC events");
  state(slice.edit<ValidityMemory>().kyc, statement, owner(), context);
  show(slice);
  auto& kyc = slice.edit<Kyc>();
  const bool verified = statement.status == static_cast<uint8_t>(KycStatus::verified);
  if (verified && (!kyc.verified_on || *kyc.verified_on <= event.effective_date))
    kyc.verified_on = event.effective_date;
  return {};
}

Statement statement_of(const Event& event, KycStatus status, flatbuffers::Optional<int32_t> until,
                       Keeps keeps) {
  return {event.effective_date, event.position.offset, static_cast<uint8_t>(status), date_of(until),
          keeps};
}

}  // namespace

FoldStatus fold_kyc_verified(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto& said = event.as<event::customer::KycVerified>();
  const auto before = slice.get<Kyc>().verified_on;
  const auto statement =
      statement_of(event, KycStatus::verified, said.expires_on(), Keeps::nothing);
  if (auto status = say(event, statement, slice, context); !status) return status;
  const bool newest = !before || *before <= event.effective_date;
  auto& kyc = slice.edit<Kyc>();
  if (newest) {
    kyc.level = text_of(said.level());
    kyc.verified_by = text_of(said.verified_by());
    kyc.verified_with.clear();
  }
  if (said.documents() == nullptr) return {};
  for (const auto* document : *said.documents()) {
    if (newest) kyc.verified_with.push_back(document->str());
    auto linked = link_document(event, slice, context, document->str(), std::nullopt, std::nullopt);
    if (!linked) return linked;
  }
  return {};
}

FoldStatus fold_kyc_status(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto& said = event.as<event::customer::KycStatusChanged>();
  const auto status = said.status().value_or(KycStatus::incomplete);
  const auto keeps = status == KycStatus::expired ? Keeps::nothing : Keeps::unexpired;
  return say(event, statement_of(event, status, said.expires_on(), keeps), slice, context);
}

FoldStatus fold_kyc_linked(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto& said = event.as<event::customer::KycDocumentLinked>();
  return link_document(event, slice, context, text_of(said.document_id()),
                       value_of(said.document_type()), date_of(said.expires_on()));
}

FoldStatus fire_kyc(const fold::Timer& timer, ProfileSlice& slice, FoldContext& context) {
  const KycExpired body{timer.date + -1};
  auto& validity = slice.edit<ValidityMemory>().kyc;
  if (expire(validity, timer, owner(), fold::encoded(body), context)) show(slice);
  return {};
}

}  // namespace dossier::profile
