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

void write_profile(JsonWriter& out, const Reading& of);
// With `currency` its sums in that one, too, under `reporting`.
void write_headline(JsonWriter& out, const Reading& of, std::optional<uint16_t> currency);
void write_timeline_summary(JsonWriter& out, const Reading& of);

// One field of the profile, whole, where the customer has it: see render/reveal.h.
bool has_revealable(const engine::SubjectView& view, std::string_view field);
void write_revealed(JsonWriter& out, const Reading& of, std::string_view field);

std::span<const fold::Slot> application_slots();
void write_applications(JsonWriter& out, const Reading& of);

std::span<const fold::Slot> loan_slots();
void write_loans(JsonWriter& out, const Reading& of);
bool has_loan(const engine::SubjectView& view, std::string_view loan_id);
// Of a loan that is there.
void write_loan(JsonWriter& out, const Reading& of, std::string_view loan_id);

// "bucket", "branch", "officer" or "product". Errors: invalid.
struct PortfolioQuery {
  portfolio::Dimension by = portfolio::Dimension::bucket;
  uint16_t currency = 0;  // 0: each
};
Result<PortfolioQuery> parse_portfolio(const Target& target);
std::string portfolio_json(const PortfolioQuery& query, const engine::Totals& totals,
                           render::Language language);

// The timeline's rows, without a start or a limit.
engine::RowQuery timeline_query();
bool is_timeline_key(std::string_view key);
std::string entry_id(std::string_view row_value);  // empty where it is no entry
void write_entry(JsonWriter& out, const Reading& of, const engine::Row& row);

// Payments: their slots, the rows without a start or a limit, and what stands beside them.
std::span<const fold::Slot> payment_slots();
engine::RowQuery payments_query();
engine::RowQuery payment_effects_query();
bool is_payment_key(std::string_view key);
void write_payments_summary(JsonWriter& out, const Reading& of);
// `effect`: the row of the same key among the effects, where there is one.
void write_payment(JsonWriter& out, const Reading& of, const engine::Row& row,
                   const std::string* effect);

std::span<const fold::Slot> request_slots();
void write_requests(JsonWriter& out, const Reading& of);
// How many wait for another system.
void write_pending_requests(JsonWriter& out, const Reading& of);

// What a write can name of the profile: whether the customer has, or had, such a thing.
std::span<const fold::Slot> profile_slots();
bool had_contact(const engine::SubjectView& view, std::string_view contact_id);
bool had_flag(const engine::SubjectView& view, std::string_view flag_id);
// Minor units over which a loan's sums do not hold an amount.
int64_t amount_max();

// Which entries of the timeline a request wants.
struct EntryFilter {
  uint32_t categories = 0;  // a bit each; 0: all
  std::string actor;        // id; empty: anyone

  bool all() const { return categories == 0 && actor.empty(); }
  bool takes(const engine::Row& row) const;
};
// Of `categories` ("payments,loans") and `actor`. Errors: invalid.
Result<EntryFilter> entry_filter_of(const Call& call);
// Whether what the entry says to this asker has all of the words (search::words_of), each as the
// beginning of one.
bool entry_says(const Reading& of, const engine::Row& row, const std::vector<std::string>& words);
// The key behind every entry before that instant, and before every other.
std::string timeline_key_before(Instant instant);
// "clusters": by group (an application, its decision, its loan) the ids of the rows that belong
// together; those of one alone are left out.
void write_clusters(JsonWriter& out, const std::vector<engine::Row>& rows);

}  // namespace dossier::api
