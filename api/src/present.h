// What projections/render makes of views, put into answers. The only part of the API that knows the
// projections. Pure but for the boxes that it has opened; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dossier/base/json.h"
#include "dossier/engine/engine.h"
#include "dossier/portfolio/groups.h"
#include "reading.h"

namespace dossier::api {

// What a customer's view is made from.
std::span<const fold::Slot> view_slots();

void write_profile(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                   const engine::SubjectView& view, Tongue tongue);
// With `currency` its sums in that one, too, under `reporting`.
void write_headline(JsonWriter& out, const engine::Engine& engine, const engine::SubjectView& view,
                    Tongue tongue, std::optional<uint16_t> currency);
void write_timeline_summary(JsonWriter& out, const engine::SubjectView& view);

std::span<const fold::Slot> application_slots();
void write_applications(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                        const engine::SubjectView& view, Tongue tongue);

std::span<const fold::Slot> loan_slots();
void write_loans(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                 const engine::SubjectView& view, Tongue tongue);
bool has_loan(const engine::SubjectView& view, std::string_view loan_id);
// Of a loan that is there.
void write_loan(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                const engine::SubjectView& view, std::string_view loan_id, Tongue tongue);

// "bucket", "branch", "officer" or "product". Errors: invalid.
struct PortfolioQuery {
  portfolio::Dimension by = portfolio::Dimension::bucket;
  uint16_t currency = 0;  // 0: each
};
Result<PortfolioQuery> parse_portfolio(const Target& target);
std::string portfolio_json(const PortfolioQuery& query, const engine::Totals& totals,
                           Tongue tongue);

// The timeline's rows, without a start or a limit.
engine::RowQuery timeline_query();
bool is_timeline_key(std::string_view key);
std::string entry_id(std::string_view row_value);  // empty where it is no entry
void write_entry(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                 const engine::Row& row, Tongue tongue);

// Payments: their slots, the rows without a start or a limit, and what stands beside them.
std::span<const fold::Slot> payment_slots();
engine::RowQuery payments_query();
engine::RowQuery payment_effects_query();
bool is_payment_key(std::string_view key);
void write_payments_summary(JsonWriter& out, const engine::SubjectView& view, Tongue tongue);
// `effect`: the row of the same key among the effects, where there is one.
void write_payment(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
                   const engine::SubjectView& view, const engine::Row& row,
                   const std::string* effect, Tongue tongue);

// Categories of the timeline; empty: all.
struct CategorySet {
  uint32_t bits = 0;

  bool all() const { return bits == 0; }
  bool takes(std::string_view row_value) const;
};
// "payments,loans". Errors: invalid.
Result<CategorySet> parse_categories(std::string_view text);

}  // namespace dossier::api
