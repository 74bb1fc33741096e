// The join of API and projections. Boxes are opened here, on behalf of the renderer.
#include "present.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <string>

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
#include "dossier/timeline/row.h"

namespace dossier::api {
namespace {

constexpr std::array<fold::Slot, 4> kSlots = {profile::kSlot, loans::kSlot, payments::kSlot,
                                              timeline::kSlot};
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

// Whoever reaches the API sees what an officer sees, as long as nobody signs in.
render::Viewer viewer_of(Tongue tongue) {
  return {render::Role::officer,
          tongue == Tongue::vi ? render::Language::vi : render::Language::en};
}

render::Language language_of(Tongue tongue) { return viewer_of(tongue).language; }

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

class Boxes final : public render::BoxOpener {
 public:
  explicit Boxes(const engine::Engine& engine) : engine_(engine) {}

  render::Opened open(std::string_view subject, const fold::SealedBox& box) override {
    auto opened = engine_.open_box(Subject::trusted(std::string(subject)), box);
    switch (opened.state) {
      case engine::OpenedBox::State::open: return std::move(opened.plain);
      case engine::OpenedBox::State::erased: return render::Erased{};
      case engine::OpenedBox::State::unreadable: break;
    }
    spdlog::warn("a box can not be opened: {}", opened.reason);
    return render::Unreadable{std::move(opened.reason)};
  }

 private:
  const engine::Engine& engine_;
};

}  // namespace

std::span<const fold::Slot> view_slots() { return kSlots; }

void write_profile(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                   const engine::SubjectView& view, Tongue tongue) {
  static const profile::ProfileSlice kNone;
  const auto* slice = view.find<profile::ProfileSlice>(profile::kSlot);
  Boxes boxes(engine);
  out.key("profile").raw(render::render_profile(slice == nullptr ? kNone : *slice, subject.key(),
                                                boxes, viewer_of(tongue)));
}

void write_timeline_summary(JsonWriter& out, const engine::SubjectView& view) {
  out.key("timeline_summary").begin_object();
  if (const auto* slice = view.find<timeline::TimelineSlice>(timeline::kSlot)) {
    fold::write_members(out, slice->get<timeline::Totals>());
    fold::write_member(out, "last_contact", slice->get<timeline::LastContact>());
  }
  out.end_object();
}

std::span<const fold::Slot> application_slots() { return kApplicationSlots; }

void write_applications(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                        const engine::SubjectView& view, Tongue tongue) {
  std::vector<render::NamedApplication> applications;
  for (const auto& named : view.slices)
    if (named.slot == applications::kSlot)
      applications.push_back(
          {named.entity, static_cast<const applications::ApplicationSlice*>(named.slice.get())});
  Boxes boxes(engine);
  out.key("applications")
      .raw(render::render_applications(applications, subject.key(), boxes, viewer_of(tongue)));
}

std::span<const fold::Slot> loan_slots() { return kLoanSlots; }

void write_loans(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                 const engine::SubjectView& view, Tongue tongue) {
  std::vector<render::NamedLoan> all;
  for (const auto& named : view.slices)
    if (named.slot == loans::kSlot && named.kind == loans::LoanSlice::kKind)
      all.push_back({named.entity, static_cast<const loans::LoanSlice*>(named.slice.get())});
  Boxes boxes(engine);
  out.key("loans").raw(render::render_loans(all, view.folded.business_date, subject.key(), boxes,
                                            viewer_of(tongue)));
}

bool has_loan(const engine::SubjectView& view, std::string_view loan_id) {
  return view.find<loans::LoanSlice>(loans::kSlot, loan_id) != nullptr;
}

void write_loan(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                const engine::SubjectView& view, std::string_view loan_id, Tongue tongue) {
  const render::NamedLoan loan{loan_id, view.find<loans::LoanSlice>(loans::kSlot, loan_id)};
  Boxes boxes(engine);
  out.key("loan").raw(render::render_loan(loan, view.folded.business_date, subject.key(), boxes,
                                          viewer_of(tongue)));
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
                           Tongue tongue) {
  return render::render_portfolio(query.by, totals.groups, query.currency,
                                  viewer_of(tongue).language);
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

void write_entry(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                 const engine::Row& row, Tongue tongue) {
  const auto key = timeline::decode_key(row.key);
  const auto entry = fold::decoded<timeline::Row>(row.value);
  // Bytes of another version: said, never passed over.
  if (!key || !entry) return write_unreadable(out, "timeline");
  Boxes boxes(engine);
  out.raw(render::render_timeline_entry(*key, *entry, subject.key(), boxes, viewer_of(tongue)));
}

void write_headline(JsonWriter& out, const engine::Engine& engine, const engine::SubjectView& view,
                    Tongue tongue, std::optional<uint16_t> currency) {
  const auto loans = loans_of(view);
  const auto headline =
      headline::headline_of({.loans = loans,
                             .payments = view.find<payments::PaymentsSlice>(payments::kSlot),
                             .profile = view.find<profile::ProfileSlice>(profile::kSlot),
                             .timeline = view.find<timeline::TimelineSlice>(timeline::kSlot),
                             .day = view.folded.business_date});
  render::HeadlineDays days{view.folded.business_date, std::nullopt};
  if (const auto& at = headline.last_contact.at) days.last_contact = engine.zone().date_of(*at);
  out.key("headline").raw(render::render_headline(headline, days, language_of(tongue)));
  if (!currency) return;
  const auto rates = engine.exchange_rates();
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

void write_payments_summary(JsonWriter& out, const engine::SubjectView& view, Tongue tongue) {
  const auto loans = loans_of(view);
  const auto summary = payments::summary_of(
      loans, view.find<payments::PaymentsSlice>(payments::kSlot),
      view.find<payments::OpenSlice>(payments::kSlot), view.folded.business_date);
  out.key("summary").raw(render::render_payments_summary(summary, language_of(tongue)));
}

void write_payment(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                   const engine::SubjectView& view, const engine::Row& row,
                   const std::string* effect, Tongue tongue) {
  const auto key = payments::decode_key(row.key);
  const auto said = fold::decoded<payments::Row>(row.value);
  const auto did = effect == nullptr ? std::nullopt : fold::decoded<payments::Effect>(*effect);
  if (!key || !said || (effect != nullptr && !did)) return write_unreadable(out, "payments");
  const auto* loan = view.find<loans::LoanSlice>(loans::kSlot, said->loan_id);
  Boxes boxes(engine);
  out.raw(render::render_payment(*key, *said, did ? &*did : nullptr, loan, subject.key(), boxes,
                                 viewer_of(tongue)));
}

bool CategorySet::takes(std::string_view row_value) const {
  if (all()) return true;
  const auto row = fold::decoded<timeline::Row>(row_value);
  return row && (bits >> static_cast<uint8_t>(row->category) & 1) != 0;
}

Result<CategorySet> parse_categories(std::string_view text) {
  CategorySet set;
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find(','));
    text.remove_prefix(std::min(name.size() + 1, text.size()));
    const auto category = find_category(name);
    if (!category)
      return fail(ErrorCode::invalid, "has a category that is not known", "categories",
                  "use: " + category_names());
    set.bits |= 1u << static_cast<uint8_t>(*category);
  }
  return set;
}

}  // namespace dossier::api
