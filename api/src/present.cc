// The join of API and projections. Boxes are opened here, on behalf of the renderer.
#include "present.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <string>

#include "boxes.h"
#include "dossier/applications/slice.h"
#include "dossier/fold/json.h"
#include "dossier/headline/reporting.h"
#include "dossier/loans/slice.h"
#include "dossier/profile/slice.h"
#include "dossier/render/applications.h"
#include "dossier/render/loans.h"
#include "dossier/render/payments.h"
#include "dossier/render/portfolio.h"
#include "dossier/render/render.h"
#include "dossier/render/reveal.h"
#include "dossier/requests/slice.h"
#include "dossier/search/fold.h"
#include "dossier/timeline/row.h"

namespace dossier::api {
namespace {

constexpr std::array<fold::Slot, 5> kSlots = {profile::kSlot, loans::kSlot, payments::kSlot,
                                              timeline::kSlot, requests::kSlot};
constexpr std::array<fold::Slot, 1> kApplicationSlots = {applications::kSlot};
constexpr std::array<fold::Slot, 1> kLoanSlots = {loans::kSlot};
constexpr std::array<fold::Slot, 2> kPaymentSlots = {loans::kSlot, payments::kSlot};

std::optional<timeline::Category> find_category(std::string_view name) {
  for (uint8_t i = 0; i < timeline::kCategories; ++i)
    if (enum_name(timeline::Category{i}) == name) return timeline::Category{i};
  return std::nullopt;
}

std::string category_names() {
  std::string out;
  for (uint8_t i = 0; i < timeline::kCategories; ++i)
    out.append(i == 0 ? "" : ", ").append(enum_name(timeline::Category{i}));
  return out;
}

// In order of their ids.
std::vector<payments::LoanRef> loans_of(const engine::SubjectView& view) {
  std::vector<payments::LoanRef> loans;
  for (const auto& named : view.slices)
    if (named.slot == loans::kSlot && named.kind == loans::LoanSlice::kKind)
      loans.push_back({named.entity, static_cast<const loans::LoanSlice*>(named.slice.get())});
  std::ranges::sort(loans, {}, &payments::LoanRef::id);
  return loans;
}

void write_unreadable(JsonWriter& out, std::string_view what) {
  spdlog::error("a row of the {} can not be decoded", what);
  out.begin_object().member("unreadable", true).end_object();
}

}  // namespace

std::span<const fold::Slot> view_slots() { return kSlots; }

void write_profile(JsonWriter& out, const Reading& of) {
  static const profile::ProfileSlice kNone;
  const auto* slice = of.view.find<profile::ProfileSlice>(profile::kSlot);
  Boxes boxes(of.engine);
  out.key("profile").raw(render::render_profile(slice == nullptr ? kNone : *slice, of.subject.key(),
                                                boxes, of.viewer));
}

void write_timeline_summary(JsonWriter& out, const Reading& of) {
  out.key("timeline_summary").begin_object();
  if (const auto* slice = of.view.find<timeline::TimelineSlice>(timeline::kSlot)) {
    fold::write_members(out, slice->get<timeline::Totals>());
    fold::write_member(out, "last_contact", slice->get<timeline::LastContact>());
  }
  out.end_object();
}

bool has_revealable(const engine::SubjectView& view, std::string_view field) {
  const auto* slice = view.find<profile::ProfileSlice>(profile::kSlot);
  return slice != nullptr && render::has_revealable(*slice, field);
}

void write_revealed(JsonWriter& out, const Reading& of, std::string_view field) {
  using State = render::Revealed::State;
  const auto* slice = of.view.find<profile::ProfileSlice>(profile::kSlot);
  Boxes boxes(of.engine);
  const auto found =
      slice == nullptr ? std::nullopt
                       : render::reveal(*slice, field, of.subject.key(), boxes, of.viewer.language);
  const State state = found ? found->state : State::unreadable;
  out.member("state", state == State::value    ? "value"
                      : state == State::erased ? "erased"
                                               : "unreadable");
  out.key("value");
  state == State::value ? out.text(found->text) : out.null();
}

std::span<const fold::Slot> application_slots() { return kApplicationSlots; }

void write_applications(JsonWriter& out, const Reading& of) {
  std::vector<render::NamedApplication> applications;
  for (const auto& named : of.view.slices)
    if (named.slot == applications::kSlot)
      applications.push_back(
          {named.entity, static_cast<const applications::ApplicationSlice*>(named.slice.get())});
  Boxes boxes(of.engine);
  out.key("applications")
      .raw(render::render_applications(applications, of.subject.key(), boxes, of.viewer));
}

std::span<const fold::Slot> loan_slots() { return kLoanSlots; }

void write_loans(JsonWriter& out, const Reading& of) {
  std::vector<render::NamedLoan> all;
  for (const auto& named : of.view.slices)
    if (named.slot == loans::kSlot && named.kind == loans::LoanSlice::kKind)
      all.push_back({named.entity, static_cast<const loans::LoanSlice*>(named.slice.get())});
  Boxes boxes(of.engine);
  out.key("loans").raw(
      render::render_loans(all, of.view.folded.business_date, of.subject.key(), boxes, of.viewer));
}

bool has_loan(const engine::SubjectView& view, std::string_view loan_id) {
  return view.find<loans::LoanSlice>(loans::kSlot, loan_id) != nullptr;
}

void write_loan(JsonWriter& out, const Reading& of, std::string_view loan_id) {
  const render::NamedLoan loan{loan_id, of.view.find<loans::LoanSlice>(loans::kSlot, loan_id)};
  Boxes boxes(of.engine);
  out.key("loan").raw(
      render::render_loan(loan, of.view.folded.business_date, of.subject.key(), boxes, of.viewer));
}

Result<PortfolioQuery> parse_portfolio(const Target& target) {
  PortfolioQuery query;
  const auto by = portfolio::find_dimension(target.find("by").value_or("bucket"));
  if (!by || *by == portfolio::Dimension::all)
    return fail(ErrorCode::invalid, "must be bucket, branch, officer or product", "by");
  query.by = *by;
  const auto code = target.find("currency");
  if (!code) return query;
  const auto* currency = find_currency(std::string_view(*code));
  if (currency == nullptr)
    return fail(ErrorCode::invalid, "must be a currency of ISO 4217", "currency");
  query.currency = currency->number;
  return query;
}

std::string portfolio_json(const PortfolioQuery& query, const engine::Totals& totals,
                           render::Language language) {
  return render::render_portfolio(query.by, totals.groups, query.currency, language);
}

engine::RowQuery timeline_query() {
  engine::RowQuery query;
  query.slot = timeline::kSlot;
  query.set = timeline::kRows;
  return query;
}

bool is_timeline_key(std::string_view key) { return timeline::decode_key(key).has_value(); }

std::string entry_id(std::string_view row_value) {
  const auto entry = fold::decoded<timeline::Row>(row_value);
  return entry ? entry->id : std::string();
}

void write_entry(JsonWriter& out, const Reading& of, const engine::Row& row) {
  const auto key = timeline::decode_key(row.key);
  const auto entry = fold::decoded<timeline::Row>(row.value);
  // Bytes of another version: said, never passed over.
  if (!key || !entry) return write_unreadable(out, "timeline");
  Boxes boxes(of.engine);
  out.raw(render::render_timeline_entry(*key, *entry, of.subject.key(), boxes, of.viewer));
}

void write_headline(JsonWriter& out, const Reading& of, std::optional<uint16_t> currency) {
  const auto loans = loans_of(of.view);
  const auto headline =
      headline::headline_of({.loans = loans,
                             .payments = of.view.find<payments::PaymentsSlice>(payments::kSlot),
                             .profile = of.view.find<profile::ProfileSlice>(profile::kSlot),
                             .timeline = of.view.find<timeline::TimelineSlice>(timeline::kSlot),
                             .day = of.view.folded.business_date});
  render::HeadlineDays days{of.view.folded.business_date, std::nullopt};
  if (const auto& at = headline.last_contact.at) days.last_contact = of.engine.zone().date_of(*at);
  out.key("headline").raw(render::render_headline(headline, days, of.viewer.language));
  if (!currency) return;
  const auto rates = of.engine.exchange_rates();
  if (!rates) return;  // the log is damaged: its worker has stopped, and says so
  fold::write_member(out, "reporting", headline::reporting_of(headline, *currency, *rates));
}

std::span<const fold::Slot> payment_slots() { return kPaymentSlots; }

engine::RowQuery payments_query() {
  engine::RowQuery query;
  query.slot = payments::kSlot;
  query.set = payments::kSaid;
  return query;
}

engine::RowQuery payment_effects_query() {
  engine::RowQuery query = payments_query();
  query.set = payments::kEffects;
  return query;
}

bool is_payment_key(std::string_view key) { return payments::decode_key(key).has_value(); }

void write_payments_summary(JsonWriter& out, const Reading& of) {
  const auto loans = loans_of(of.view);
  const auto summary = payments::summary_of(
      loans, of.view.find<payments::PaymentsSlice>(payments::kSlot),
      of.view.find<payments::OpenSlice>(payments::kSlot), of.view.folded.business_date);
  out.key("summary").raw(render::render_payments_summary(summary, of.viewer.language));
}

void write_payment(JsonWriter& out, const Reading& of, const engine::Row& row,
                   const std::string* effect) {
  const auto key = payments::decode_key(row.key);
  const auto said = fold::decoded<payments::Row>(row.value);
  const auto did = effect == nullptr ? std::nullopt : fold::decoded<payments::Effect>(*effect);
  if (!key || !said || (effect != nullptr && !did)) return write_unreadable(out, "payments");
  const auto* loan = of.view.find<loans::LoanSlice>(loans::kSlot, said->loan_id);
  Boxes boxes(of.engine);
  out.raw(render::render_payment(*key, *said, did ? &*did : nullptr, loan, of.subject.key(), boxes,
                                 of.viewer));
}

bool EntryFilter::takes(const engine::Row& stored) const {
  if (all()) return true;
  const auto row = fold::decoded<timeline::Row>(stored.value);
  if (!row) return false;
  const bool of_category =
      categories == 0 || (categories >> static_cast<uint8_t>(row->category) & 1) != 0;
  return of_category && (actor.empty() || row->actor_id == actor);
}

Result<EntryFilter> entry_filter_of(const Call& call) {
  EntryFilter filter;
  filter.actor = call.target.find("actor").value_or("");
  std::string_view text = call.target.find("categories").value_or("");
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find(','));
    text.remove_prefix(std::min(name.size() + 1, text.size()));
    const auto category = find_category(name);
    if (!category)
      return fail(ErrorCode::invalid, "has a category that is not known", "categories",
                  "use: " + category_names());
    filter.categories |= 1u << static_cast<uint8_t>(*category);
  }
  return filter;
}

bool entry_says(const Reading& of, const engine::Row& stored,
                const std::vector<std::string>& words) {
  const auto row = fold::decoded<timeline::Row>(stored.value);
  if (!row) return false;
  Boxes boxes(of.engine);
  const auto said =
      search::words_of(render::timeline_entry_words(*row, of.subject.key(), boxes, of.viewer));
  return std::ranges::all_of(words, [&said](const std::string& word) {
    return std::ranges::any_of(said, [&word](const auto& one) { return one.starts_with(word); });
  });
}

std::string timeline_key_before(Instant instant) { return timeline::encode_key({instant, {}, 0}); }

void write_clusters(JsonWriter& out, const std::vector<engine::Row>& rows) {
  std::map<std::string, std::vector<std::string>> clusters;
  for (const auto& stored : rows) {
    const auto row = fold::decoded<timeline::Row>(stored.value);
    if (row && !row->group.empty()) clusters[row->group].push_back(row->id);
  }
  std::erase_if(clusters, [](const auto& cluster) { return cluster.second.size() < 2; });
  fold::write_member(out, "clusters", clusters);
}

}  // namespace dossier::api
