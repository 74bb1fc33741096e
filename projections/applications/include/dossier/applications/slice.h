// One application for a loan: what was asked, each step on its way with all that was looked at
// then, and what hangs on it. One slice an application: its events come close together, so the
// customer's other applications are not written again. Folded by one thread, read through
// snapshots.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/applications/steps.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/slice.h"

namespace dossier::applications {

inline constexpr fold::Slot kSlot = 5;
inline constexpr size_t kMaxItems = 1000;  // steps, documents, reports of one application, each

using event::DocumentType;
using event::ProductType;
using event::Relationship;

// Stored: add at the end.
enum class Status : uint8_t {
  submitted,
  under_review,
  approved,
  rejected,
  withdrawn,
  disbursed,
};
std::string_view enum_name(Status status);

// What does not fit together. Stored: add at the end.
enum class Anomaly : uint8_t {
  not_submitted,  // other events came, its submission never did
  submitted_twice,
  decision_before_submission,
  decided_twice,
  decided_after_withdrawal,
  referred_after_decision,
  withdrawn_after_approval,
  withdrawn_after_disbursement,
  disbursed_without_approval,
  approved_against_checks,  // a scorecard or rule failed, and no override was named
  override_without_reason,  // intake refuses these; of records that came before it did
  override_without_officer,
  manual_without_officer,
  scorecard_contradicts,  // said to have passed, or failed, against its own figures
  currency_differs,       // approved in another currency than was asked
};
std::string_view enum_name(Anomaly anomaly);

// Sealed, and that person's own: identity and contact, each with item `item` of the list.
struct CoBorrower {
  std::string customer_id;
  std::optional<Relationship> relationship;
  uint32_t item = 0;
  SealedFields sealed;
  DOSSIER_FIELDS(customer_id, relationship, item, sealed);
};

// Of the newest submission. Sealed: purpose.
struct Request {
  std::optional<Instant> submitted_at;
  Offset offset{-1};
  std::string product_id;
  std::string product_name;
  std::optional<ProductType> product_type;
  std::optional<Money> amount;
  std::optional<int32_t> term_months;
  std::string channel;
  std::string branch_id;
  std::string officer_id;
  std::map<std::string, CoBorrower> co_borrowers;  // by person_id
  SealedFields sealed;
  DOSSIER_FIELDS(submitted_at, offset, product_id, product_name, product_type, amount, term_months,
                 channel, branch_id, officer_id, co_borrowers, sealed);
};

// Keys are the offsets of the records.
struct Steps {
  std::map<std::string, Step> by_key;
  std::vector<std::string> order;  // by time, then position
  DOSSIER_FIELDS(by_key, order);
};

// Sealed: name.
struct Document {
  bool submitted = false;  // named by the submission
  std::optional<DocumentType> type;
  std::optional<Date> uploaded_on;
  SealedFields sealed;
  DOSSIER_FIELDS(submitted, type, uploaded_on, sealed);
};

struct BureauReport {
  std::string bureau;
  Date pulled_on;
  std::optional<int32_t> score;
  std::optional<int32_t> previous_score;
  std::optional<Percent> debt_to_income;
  std::string request_id;
  DOSSIER_FIELDS(bureau, pulled_on, score, previous_score, debt_to_income, request_id);
};

struct BureauRequest {
  std::string bureau;
  Instant requested_at;
  DOSSIER_FIELDS(bureau, requested_at);
};

struct Attachments {
  std::map<std::string, Document> documents;             // by document_id
  std::map<std::string, BureauReport> bureau_reports;    // by report_id
  std::map<std::string, BureauRequest> bureau_requests;  // by request_id
  std::map<std::string, Date> loans;                     // paid out of it: first value date
  DOSSIER_FIELDS(documents, bureau_reports, bureau_requests, loans);
};

// Worked out of request and steps after each of them, so that the order of arrival does not matter.
struct Summary {
  std::optional<Status> status;                // nothing before the first step
  std::map<std::string, Instant> stages;       // by status: when it was reached last
  std::optional<int64_t> seconds_to_decision;  // from the submission to the first decision after it
  std::string decided_by_step;  // of the decision that stands, the last; key in steps
  std::optional<DecisionType> decision_type;
  std::string officer_id;  // who decided, where a person did
  std::optional<Money> amount_approved;
  std::optional<Override> manual_override;
  std::optional<Scorecard> scorecard;  // of the decision, else of the last step that has one
  std::vector<std::string> ai_flags;   // codes, of all steps, each once
  std::vector<Anomaly> anomalies;      // each once
  DOSSIER_FIELDS(status, stages, seconds_to_decision, decided_by_step, decision_type, officer_id,
                 amount_approved, manual_override, scorecard, ai_flags, anomalies);
};

// The entity of a slice is the application's id.
using ApplicationSlice = fold::SliceOf<1, Summary, Request, Steps, Attachments>;

// Calls visit(name, part) for each part that readers see, in the order of the view.
template <class Visit>
void for_each_shown_part(const ApplicationSlice& slice, Visit&& visit) {
  visit("summary", slice.get<Summary>());
  visit("request", slice.get<Request>());
  visit("steps", slice.get<Steps>());
  visit("attachments", slice.get<Attachments>());
}

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::applications
