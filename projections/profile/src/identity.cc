// Who the customer is. Pure; one subject at a time.
#include "update.h"

namespace dossier::profile {
namespace {

using event::customer::ProfileUpdated;
using event::customer::Registered;

// Both event types carry these fields under the same names.
template <class T>
void fold_identity(const T& said, Identity& identity, Update<Attribute>& update) {
  using enum Attribute;
  update.number(type, "customer_type", identity.type, said.customer_type());
  update.text(cif_number, "cif_number", identity.cif_number, said.cif_number());
  update.text(photo, "photo_document_id", identity.photo_document_id, said.photo_document_id());
  SealedFields& sealed = identity.sealed;
  update.sealed(first_name, "first_name", sealed, T::VT_FIRST_NAME);
  update.sealed(middle_name, "middle_name", sealed, T::VT_MIDDLE_NAME);
  update.sealed(last_name, "last_name", sealed, T::VT_LAST_NAME);
  update.sealed(organization_name, "organization_name", sealed, T::VT_ORGANIZATION_NAME);
  if (update.sealed(date_of_birth, "date_of_birth", sealed, T::VT_DATE_OF_BIRTH))
    identity.birth_year = value_of(said.birth_year());
  update.sealed(national_id, "national_id", sealed, T::VT_NATIONAL_ID);
  update.sealed(trn, "trn", sealed, T::VT_TRN);
  update.sealed(gender, "gender", sealed, T::VT_GENDER);
  update.sealed(pronoun, "pronoun", sealed, T::VT_PRONOUN);
  update.sealed(referral_source, "referral_source", sealed, T::VT_REFERRAL_SOURCE);
}

template <class T>
void fold_common(const T& said, ProfileSlice& slice, Update<Attribute>& update) {
  fold_identity(said, slice.edit<Identity>(), update);
  auto& standing = slice.edit<Standing>();
  update.text(Attribute::acquisition_channel, "acquisition_channel", standing.acquisition_channel,
              said.acquisition_channel());
  update.date(Attribute::relationship_start, "relationship_start", standing.relationship_start,
              said.relationship_start());
  update.text(Attribute::language, "language", slice.edit<Preferences>().language, said.language());
}

}  // namespace

FoldStatus fold_registered(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<Registered>();
  Update update(event, slice.edit<Memory>().said);
  fold_common(said, slice, update);
  auto& standing = slice.edit<Standing>();
  if (update.says(Attribute::status, {}, said.status().has_value())) {
    standing.status = value_of(said.status());
    standing.status_since = event.effective_date;
  }
  update.text(Attribute::segment, {}, standing.segment, said.segment());
  if (update.says(Attribute::branch, {}, said.branch_id() != nullptr || said.branch() != nullptr)) {
    standing.branch_id = text_of(said.branch_id());
    standing.branch = text_of(said.branch());
  }
  if (said.officer_id() != nullptr)
    assign_officer(event, slice, event::customer::OfficerRole::loan_officer,
                   text_of(said.officer_id()));
  return {};
}

FoldStatus fold_profile_updated(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<ProfileUpdated>();
  Update update(event, slice.edit<Memory>().said, said.cleared());
  fold_common(said, slice, update);
  return {};
}

}  // namespace dossier::profile
