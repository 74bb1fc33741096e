// Work and income. Pure; one subject at a time.
#include "update.h"

namespace dossier::profile {

FoldStatus fold_employment(const Event& event, ProfileSlice& slice) {
  using T = event::customer::EmploymentChanged;
  const auto& said = event.as<T>();
  Update update(event, slice.edit<Memory>().said, said.cleared());
  auto& employment = slice.edit<Employment>();
  using enum Attribute;
  update.number(employment_type, {}, employment.type, said.employment_type());
  SealedFields& sealed = employment.sealed;
  update.sealed(employer_name, "employer_name", sealed, T::VT_EMPLOYER_NAME);
  update.sealed(job_title, "job_title", sealed, T::VT_JOB_TITLE);
  update.sealed(monthly_income, "monthly_income", sealed, T::VT_MONTHLY_INCOME);
  update.sealed(employed_since, "employed_since", sealed, T::VT_EMPLOYED_SINCE);
  update.sealed(employer_phone, "employer_phone", sealed, T::VT_EMPLOYER_PHONE);
  return {};
}

FoldStatus fold_income_verified(const Event& event, ProfileSlice& slice) {
  using T = event::customer::IncomeVerified;
  const auto& said = event.as<T>();
  Update update(event, slice.edit<Memory>().said);
  if (!update.says(Attribute::income_verified, {}, true)) return {};
  auto& employment = slice.edit<Employment>();
  employment.income_verified_on = event.effective_date;
  employment.income_verified_how = text_of(said.method());
  employment.income_document_id = text_of(said.document_id());
  employment.sealed.clear("verified_income");
  employment.sealed.take(event, "verified_income", fold::field_id(T::VT_MONTHLY_INCOME));
  return {};
}

}  // namespace dossier::profile
