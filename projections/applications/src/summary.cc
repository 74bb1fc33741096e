// The summary of an application, a function of its steps alone: whatever the order in which they
// came, the same steps give the same. Pure.
#include <algorithm>
#include <tuple>

#include "work.h"

namespace dossier::applications {
namespace {

constexpr int64_t kMicrosPerDay = 86'400'000'000;

// A payout has a date and no time of day: it stands at the day's end, behind the decision of that
// day.
Instant order_of(const Step& step) {
  const bool day_only = step.kind == StepKind::disbursed;
  return {day_only ? step.at.micros + kMicrosPerDay - 1 : step.at.micros};
}

bool failed(const Step& step) {
  if (step.scorecard && step.scorecard->passed == false) return true;
  return std::ranges::any_of(step.rules,
                             [](const Rule& rule) { return rule.result == RuleResult::failed; });
}

bool contradicts(const Scorecard& card) {
  return card.passed && card.score && card.pass_mark &&
         *card.passed != (*card.score >= *card.pass_mark);
}

class Summarizer {
 public:
  explicit Summarizer(const Request& request) : request_(request) {}

  void add(const std::string& key, const Step& step) {
    switch (step.kind) {
      case StepKind::submitted: submitted(); break;
      case StepKind::referred: referred(); break;
      case StepKind::approved:
      case StepKind::rejected: decided(key, step); break;
      case StepKind::withdrawn: withdrawn(); break;
      case StepKind::disbursed: disbursed(); break;
    }
    if (out_.status) out_.stages[std::string(enum_name(reached_))] = step.at;
    for (const auto& code : step.ai_flags) once(out_.ai_flags, code);
    if (!step.scorecard) return;
    if (contradicts(*step.scorecard)) note(Anomaly::scorecard_contradicts);
    if (!decision_has_scorecard_) out_.scorecard = step.scorecard;
  }

  Summary take() {
    if (submissions_ == 0) note(Anomaly::not_submitted);
    std::ranges::sort(out_.anomalies);
    return std::move(out_);
  }

 private:
  template <class T>
  static void once(std::vector<T>& list, const T& item) {
    if (std::ranges::find(list, item) == list.end()) list.push_back(item);
  }
  void note(Anomaly anomaly) { once(out_.anomalies, anomaly); }
  // `wins`: it is what the application is from now on.
  void reach(Status status, bool wins) {
    reached_ = status;
    if (wins || !out_.status) out_.status = status;
  }
  bool paid_out() const { return out_.status == Status::disbursed; }

  void submitted() {
    if (++submissions_ > 1) note(Anomaly::submitted_twice);
    if (decisions_ > 0 && submissions_ == 1) note(Anomaly::decision_before_submission);
    reach(Status::submitted, false);
  }
  void referred() {
    if (decisions_ > 0) note(Anomaly::referred_after_decision);
    reach(Status::under_review, !paid_out());
  }
  void decided(const std::string& key, const Step& step);
  void check(const Step& step);
  void withdrawn() {
    if (paid_out()) note(Anomaly::withdrawn_after_disbursement);
    if (out_.status == Status::approved) note(Anomaly::withdrawn_after_approval);
    withdrawn_ = true;
    reach(Status::withdrawn, !paid_out());
  }
  void disbursed() {
    if (!paid_out() && out_.status != Status::approved) note(Anomaly::disbursed_without_approval);
    reach(Status::disbursed, true);
  }

  const Request& request_;
  Summary out_;
  Status reached_{};
  size_t submissions_ = 0;
  size_t decisions_ = 0;
  bool withdrawn_ = false;
  bool decision_has_scorecard_ = false;
};

void Summarizer::decided(const std::string& key, const Step& step) {
  if (++decisions_ > 1) note(Anomaly::decided_twice);
  if (withdrawn_) note(Anomaly::decided_after_withdrawal);
  check(step);
  const bool approved = step.kind == StepKind::approved;
  reach(approved ? Status::approved : Status::rejected, !paid_out());
  out_.decided_by_step = key;
  out_.decision_type = step.decision_type;
  out_.officer_id = step.officer_id;
  out_.amount_approved = approved ? step.amount : std::nullopt;
  out_.manual_override = step.manual_override;
  decision_has_scorecard_ = step.scorecard.has_value();
  if (decision_has_scorecard_) out_.scorecard = step.scorecard;
  const bool after = request_.submitted_at && step.at >= *request_.submitted_at;
  if (after && !out_.seconds_to_decision)
    out_.seconds_to_decision = (step.at.micros - request_.submitted_at->micros) / 1'000'000;
}

void Summarizer::check(const Step& step) {
  const bool approved = step.kind == StepKind::approved;
  if (approved && failed(step) && !step.manual_override) note(Anomaly::approved_against_checks);
  if (step.decision_type == DecisionType::manual && step.officer_id.empty())
    note(Anomaly::manual_without_officer);
  if (step.manual_override && !step.manual_override->has_reason)
    note(Anomaly::override_without_reason);
  if (step.manual_override && step.manual_override->officer_id.empty())
    note(Anomaly::override_without_officer);
  if (approved && step.amount && request_.amount &&
      step.amount->currency != request_.amount->currency)
    note(Anomaly::currency_differs);
}

}  // namespace

Summary summary_of(const Request& request, const Steps& steps) {
  Summarizer summarizer(request);
  for (const auto& key : steps.order) summarizer.add(key, steps.by_key.at(key));
  return summarizer.take();
}

void sort_steps(Steps& steps) {
  const auto rank = [&](const std::string& key) {
    const Step& step = steps.by_key.at(key);
    return std::tuple(order_of(step), step.offset);
  };
  std::ranges::sort(steps.order, {}, rank);
}

std::string_view enum_name(Status status) {
  switch (status) {
    case Status::submitted: return "submitted";
    case Status::under_review: return "under_review";
    case Status::approved: return "approved";
    case Status::rejected: return "rejected";
    case Status::withdrawn: return "withdrawn";
    case Status::disbursed: return "disbursed";
  }
  return "";
}

std::string_view enum_name(StepKind kind) {
  switch (kind) {
    case StepKind::submitted: return "submitted";
    case StepKind::referred: return "referred";
    case StepKind::approved: return "approved";
    case StepKind::rejected: return "rejected";
    case StepKind::withdrawn: return "withdrawn";
    case StepKind::disbursed: return "disbursed";
  }
  return "";
}

std::string_view enum_name(Anomaly anomaly) {
  switch (anomaly) {
    case Anomaly::not_submitted: return "not_submitted";
    case Anomaly::submitted_twice: return "submitted_twice";
    case Anomaly::decision_before_submission: return "decision_before_submission";
    case Anomaly::decided_twice: return "decided_twice";
    case Anomaly::decided_after_withdrawal: return "decided_after_withdrawal";
    case Anomaly::referred_after_decision: return "referred_after_decision";
    case Anomaly::withdrawn_after_approval: return "withdrawn_after_approval";
    case Anomaly::withdrawn_after_disbursement: return "withdrawn_after_disbursement";
    case Anomaly::disbursed_without_approval: return "disbursed_without_approval";
    case Anomaly::approved_against_checks: return "approved_against_checks";
    case Anomaly::override_without_reason: return "override_without_reason";
    case Anomaly::override_without_officer: return "override_without_officer";
    case Anomaly::manual_without_officer: return "manual_without_officer";
    case Anomaly::scorecard_contradicts: return "scorecard_contradicts";
    case Anomaly::currency_differs: return "currency_differs";
  }
  return "";
}

}  // namespace dossier::applications
