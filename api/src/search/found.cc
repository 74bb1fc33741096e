#include "search/found.h"

#include <algorithm>
#include <array>

#include "boxes.h"
#include "dossier/fold/json.h"
#include "dossier/headline/headline.h"
#include "dossier/loans/slice.h"
#include "dossier/profile/slice.h"
#include "dossier/render/findable.h"

namespace dossier::api {
namespace {

constexpr std::array<fold::Slot, 2> kSlots = {profile::kSlot, loans::kSlot};

// In order of their ids, as slices stand.
std::vector<payments::LoanRef> loans_of(const engine::SubjectView& view) {
  std::vector<payments::LoanRef> loans;
  for (const auto& named : view.slices)
    if (named.slot == loans::kSlot && named.kind == loans::LoanSlice::kKind)
      loans.push_back({named.entity, static_cast<const loans::LoanSlice*>(named.slice.get())});
  return loans;
}

// The last day on which something happened, as far as profile and loans tell.
Date last_day(const profile::Standing* standing, const std::vector<payments::LoanRef>& loans) {
  Date last;
  const auto take = [&last](const std::optional<Date>& day) {
    if (day) last = std::max(last, *day);
  };
  if (standing != nullptr) {
    take(standing->relationship_start);
    take(standing->status_since);
  }
  for (const auto& ref : loans) {
    take(ref.loan->get<loans::Agreement>().disbursed_on);
    const auto& transactions = ref.loan->get<loans::Account>().transactions;
    if (!transactions.empty()) take(transactions.back().value_date);
  }
  return last;
}

// The worst of active loans.
std::string bucket_of(const std::vector<payments::LoanRef>& loans) {
  int32_t worst = 0;
  for (const auto& ref : loans)
    if (is_active(*ref.loan)) worst = std::max(worst, ref.loan->get<loans::History>().bucket());
  return loans::Buckets().name(worst);
}

void write_data(JsonWriter& out, const profile::ProfileSlice* profile,
                const engine::SubjectView& view) {
  const auto loans = loans_of(view);
  headline::Inputs in{.loans = loans, .profile = profile, .day = view.folded.business_date};
  const auto headline = headline_of(in);
  out.key("data").begin_object();
  if (profile != nullptr) {
    const auto& standing = profile->get<profile::Standing>();
    fold::write_member(out, "cif_number", profile->get<profile::Identity>().cif_number);
    fold::write_member(out, "status", standing.status);
    fold::write_member(out, "segment", standing.segment);
    fold::write_member(out, "branch_id", standing.branch_id);
    fold::write_member(out, "branch", standing.branch);
  }
  out.member("active_loans", headline.active_products);
  fold::write_member(out, "days_past_due", headline.days_past_due);
  if (headline.active_products > 0) out.member("bucket", bucket_of(loans));
  fold::write_member(out, "outstanding", headline.summary.outstanding);
  out.end_object();
}

}  // namespace

std::span<const fold::Slot> search_slots() { return kSlots; }

search::Entry belonging_entry_of(const engine::SubjectView& view) {
  search::Entry entry;
  const auto* profile = view.find<profile::ProfileSlice>(profile::kSlot);
  if (profile == nullptr) return entry;
  const auto& standing = profile->get<profile::Standing>();
  entry.branch_id = standing.branch_id;
  for (const auto& [role, officer] : standing.officers) entry.officers.push_back(officer.id);
  std::ranges::sort(entry.officers);
  return entry;
}

search::Entry entry_of(const engine::Engine& engine, const Subject& subject,
                       const engine::SubjectView& view) {
  search::Entry entry = belonging_entry_of(view);
  entry.id = subject.id();
  const auto loans = loans_of(view);
  for (const auto& ref : loans) {
    entry.loans.emplace_back(ref.id);
    if (is_active(*ref.loan)) ++entry.active_loans;
  }
  const auto* profile = view.find<profile::ProfileSlice>(profile::kSlot);
  entry.last_active =
      last_day(profile == nullptr ? nullptr : &profile->get<profile::Standing>(), loans);
  Boxes boxes(engine);
  for (const auto& ref : loans)
    if (auto account = render::account_of(*ref.loan, subject.key(), boxes))
      entry.accounts.push_back(std::move(*account));
  if (profile == nullptr) return entry;
  entry.cif = profile->get<profile::Identity>().cif_number;
  auto found = render::findable_of(*profile, subject.key(), boxes);
  entry.names = std::move(found.names);
  entry.phones = std::move(found.phones);
  entry.emails = std::move(found.emails);
  return entry;
}

void write_found(JsonWriter& out, const Reading& of, const search::Hit& hit) {
  const auto* profile = of.view.find<profile::ProfileSlice>(profile::kSlot);
  out.begin_object().member("id", hit.id);
  out.key("matched").begin_object().member("field", enum_name(hit.field));
  if (!hit.loan.empty()) out.member("loan_id", hit.loan);
  out.end_object();
  write_data(out, profile, of.view);
  out.key("text").begin_object();
  if (profile != nullptr) {
    Boxes boxes(of.engine);
    if (const auto name = render::full_name(*profile, of.subject.key(), boxes, of.viewer))
      out.member("full_name", *name);
    if (const auto status = profile->get<profile::Standing>().status)
      out.member("status", render::status_word(*status, of.viewer.language));
  }
  out.end_object().end_object();
}

}  // namespace dossier::api
