// The steps of an application, each from one event. Pure; one subject at a time.
#include "dossier/events/fbs/application_generated.h"
#include "dossier/events/fbs/loan_generated.h"
#include "work.h"

namespace dossier::applications {
namespace {

namespace fb = event::application;
using events::EventKind;

constexpr uint16_t kMeta = 0;  // field 0 of every event

// Where the event has such a field, sealed.
void take_sealed(Step& step, const Event& event, std::string_view name, int vtable_offset) {
  step.sealed.take(event, name, fold::field_id(vtable_offset));
}

std::optional<bool> passed(const fb::Scorecard& said) {
  if (said.passed()) return *said.passed();
  if (said.score() && said.pass_mark()) return *said.score() >= *said.pass_mark();
  return std::nullopt;
}

std::optional<Scorecard> scorecard_of(const fb::Scorecard* said) {
  if (said == nullptr) return std::nullopt;
  return Scorecard{text_of(said->scorecard_id()), text_of(said->name()),
                   text_of(said->version()),      value_of(said->score()),
                   value_of(said->pass_mark()),   passed(*said)};
}

std::optional<BureauPull> bureau_of(const fb::BureauPull* said) {
  if (said == nullptr) return std::nullopt;
  return BureauPull{text_of(said->report_id()), text_of(said->bureau()), value_of(said->score()),
                    date_of(said->pulled_on()), decimal_of<2>(said->debt_to_income())};
}

std::optional<CounterOffer> offer_of(const fb::CounterOffer* said) {
  if (said == nullptr) return std::nullopt;
  return CounterOffer{text_of(said->offer_id()),     money_of(said->amount()),
                      value_of(said->term_months()), decimal_of<6>(said->annual_rate()),
                      text_of(said->product_id()),   text_of(said->product_name()),
                      date_of(said->expires_on())};
}

// What was looked at: alike in a referral and in both decisions.
template <class Said>
void take_review(const Said& said, const Event& event, Step& step) {
  step.scorecard = scorecard_of(said.scorecard());
  step.bureau = bureau_of(said.bureau());
  if (said.rules() != nullptr)
    for (const auto* rule : *said.rules())
      step.rules.push_back(
          {text_of(rule->rule_id()), text_of(rule->name()), rule->result().value_or(RuleResult{})});
  take_sealed(step, event, "rules", Said::VT_RULES);
  take_sealed(step, event, "notes", Said::VT_NOTES);
  take_sealed(step, event, "ai_recommendation", Said::VT_AI_RECOMMENDATION);
}

template <class Said>
void take_ai_flags(const Said& said, const Event& event, Step& step) {
  if (said.ai_flags() == nullptr) return;
  for (const auto* flag : *said.ai_flags()) step.ai_flags.push_back(text_of(flag->code()));
  take_sealed(step, event, "ai_flags", Said::VT_AI_FLAGS);
}

// Who acted, where it was one of the staff.
std::string staff_of(const event::Meta* meta) {
  if (meta == nullptr || meta->actor() == nullptr) return {};
  switch (meta->actor()->kind().value_or(event::ActorKind::system)) {
    case event::ActorKind::system:
    case event::ActorKind::ai:
    case event::ActorKind::customer: return {};
    default: return text_of(meta->actor()->id());
  }
}

template <class Said>
void take_decision(const Said& said, const Event& event, Step& step) {
  take_review(said, event, step);
  take_ai_flags(said, event, step);
  step.decision_type = value_of(said.decision_type());
  step.officer_id = text_of(said.officer_id());
  if (step.officer_id.empty() && step.decision_type == DecisionType::manual)
    step.officer_id = staff_of(said.meta());
  if (!said.is_override().value_or(false)) return;
  const std::string named = text_of(said.override_officer_id());
  step.manual_override = {named.empty() ? step.officer_id : named, step.sealed.has("reason")};
}

void take(const fb::Submitted& said, const Event& event, Step& step) {
  step.kind = StepKind::submitted;
  step.amount = money_of(said.amount_requested());
  step.term_months = value_of(said.term_months());
  step.officer_id = text_of(said.officer_id());
  take_ai_flags(said, event, step);
}

void take(const fb::Referred& said, const Event& event, Step& step) {
  step.kind = StepKind::referred;
  step.officer_id = text_of(said.to_officer_id());
  take_review(said, event, step);
  take_ai_flags(said, event, step);
}

void take(const fb::Approved& said, const Event& event, Step& step) {
  step.kind = StepKind::approved;
  step.amount = money_of(said.amount_approved());
  step.term_months = value_of(said.term_months());
  step.annual_rate = decimal_of<6>(said.annual_rate());
  take_sealed(step, event, "conditions", fb::Approved::VT_CONDITIONS);
  take_decision(said, event, step);
}

void take(const fb::Rejected& said, const Event& event, Step& step) {
  step.kind = StepKind::rejected;
  step.counter_offer = offer_of(said.counter_offer());
  if (said.reasons() != nullptr)
    for (const auto* reason : *said.reasons()) step.reasons.push_back(text_of(reason->code()));
  take_sealed(step, event, "reasons", fb::Rejected::VT_REASONS);
  take_decision(said, event, step);
}

void take(const fb::Withdrawn&, const Event&, Step& step) { step.kind = StepKind::withdrawn; }

void take(const event::loan::Disbursed& said, const Event&, Step& step) {
  step.kind = StepKind::disbursed;
  step.amount = money_of(said.amount());
  step.loan_id = text_of(said.loan_id());
}

void take_request(const fb::Submitted& said, const Event& event, Request& request) {
  request = {};
  request.submitted_at = event.effective;
  request.offset = event.position.offset;
  request.product_id = text_of(said.product_id());
  request.product_name = text_of(said.product_name());
  request.product_type = value_of(said.product_type());
  request.amount = money_of(said.amount_requested());
  request.term_months = value_of(said.term_months());
  request.channel = text_of(said.channel());
  request.branch_id = text_of(said.branch_id());
  request.officer_id = text_of(said.officer_id());
  request.sealed.take(event, "purpose", fold::field_id(fb::Submitted::VT_PURPOSE));
  if (said.co_borrowers() == nullptr) return;
  uint32_t item = 0;
  for (const auto* person : *said.co_borrowers()) {
    const std::string id = text_of(person->person_id()), owner = "person/" + id;
    CoBorrower& kept = request.co_borrowers[id];
    kept = {text_of(person->customer_id()), value_of(person->relationship()), item++, {}};
    for (const auto purpose : {events::Purpose::identity, events::Purpose::contact})
      kept.sealed.take(event, events::name_of(purpose),
                       fold::field_id(fb::Submitted::VT_CO_BORROWERS), {owner, purpose});
  }
}

template <class Said>
FoldStatus add_step(const Event& event, FoldContext& context) {
  const Said& said = event.as<Said>();
  const std::string id = text_of(said.application_id());
  if (id.empty()) return {};  // a loan without an application
  auto& slice = context.own<ApplicationSlice>(id);
  auto& steps = slice.edit<Steps>();
  if (steps.by_key.size() >= kMaxItems) return too_many("steps");
  Step step;
  step.at = event.effective;
  step.offset = event.position.offset;
  if (said.meta() != nullptr && said.meta()->actor() != nullptr)
    step.actor_id = text_of(said.meta()->actor()->id());
  step.sealed.take(event, "reason", kMeta, {std::string_view(), events::Purpose::content});
  take(said, event, step);
  const std::string key = std::to_string(step.offset.value);
  steps.by_key[key] = std::move(step);
  steps.order.push_back(key);
  sort_steps(steps);
  if constexpr (std::is_same_v<Said, fb::Submitted>) {
    const auto& known = slice.get<Request>();
    if (!known.submitted_at || std::pair(*known.submitted_at, known.offset) <
                                   std::pair(event.effective, event.position.offset))
      take_request(said, event, slice.edit<Request>());
    if (auto status = attach_submitted(event, slice); !status) return status;
  }
  if constexpr (std::is_same_v<Said, event::loan::Disbursed>) {
    auto& loans = slice.edit<Attachments>().loans;
    const auto [at, fresh] = loans.try_emplace(text_of(said.loan_id()), event.effective_date);
    if (!fresh) at->second = std::min(at->second, event.effective_date);
  }
  slice.edit<Summary>() = summary_of(slice.get<Request>(), slice.get<Steps>());
  return {};
}

}  // namespace

FoldStatus fold_step(const Event& event, FoldContext& context) {
  switch (event.kind()) {
    case EventKind::application_submitted: return add_step<fb::Submitted>(event, context);
    case EventKind::application_referred: return add_step<fb::Referred>(event, context);
    case EventKind::application_approved: return add_step<fb::Approved>(event, context);
    case EventKind::application_rejected: return add_step<fb::Rejected>(event, context);
    case EventKind::application_withdrawn: return add_step<fb::Withdrawn>(event, context);
    default: return add_step<event::loan::Disbursed>(event, context);
  }
}

}  // namespace dossier::applications
