// Loans: figures of the day, worded; guarantors and collateral opened for who may see them.
#include "dossier/render/loans.h"

#include <algorithm>

#include "dossier/loans/view.h"
#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using loans::LoanSlice;
using loans::LoanView;
using enum FieldClass;

class LoanText {
 public:
  LoanText(JsonWriter& out, PersonalReader& reader, const Viewer& viewer)
      : out_(out), reader_(reader), language_(viewer.language) {}

  // Members of an object that the caller has begun.
  void write(const LoanSlice& slice, const LoanView& view) {
    figures(view);
    assessment(view);
    problems(view);
    personal("account_number", reader_.read(slice.get<loans::Agreement>().sealed, "account_number"),
             content);
    security(slice.get<loans::Security>());
    restructures(slice.get<loans::Restructures>());
  }

 private:
  template <class Enum>
  void word(std::string_view name, const std::optional<Enum>& value) {
    if (value) out_.member(name, value_word(language_, enum_name(*value)));
  }
  void money(std::string_view name, Money amount) {
    if (amount.currency != 0) out_.member(name, money_text(language_, amount));
  }
  void personal(std::string_view name, const Personal& value, FieldClass field_class) {
    if (const auto text = reader_.show(value, field_class)) out_.member(name, *text);
  }
  // "2 days past due", from the words of that key; the code itself where there are none.
  std::string counted(const std::string& key, int64_t count) const {
    const auto clauses =
        fill_clauses(find_word(language_, key).value_or(key),
                     [count](std::string_view) { return std::optional(std::to_string(count)); });
    return clauses.empty() ? key : clauses.front();
  }
  void figures(const LoanView& view);
  void assessment(const LoanView& view);
  void problems(const LoanView& view);
  void security(const loans::Security& security);
  void restructures(const loans::Restructures& restructures);

  JsonWriter& out_;
  PersonalReader& reader_;
  const Language language_;
};

void LoanText::figures(const LoanView& view) {
  word("status", std::optional(view.status));
  word("product_type", view.product_type);
  word("closure", view.closure);
  money("outstanding", view.outstanding.total);
  money("paid", view.paid.total);
  money("arrears", view.arrears.total);
  money("due_now", view.due_now);
  if (view.next_payment) {
    money("next_payment", view.next_payment->amount);
    out_.member("next_payment_in", counted("loan.days_left", view.next_payment->days_left));
  }
  if (view.days_past_due > 0)
    out_.member("days_past_due", counted("loan.days_past_due", view.days_past_due));
}

void LoanText::assessment(const LoanView& view) {
  out_.key("assessment").begin_object();
  word("level", std::optional(view.assessment.level));
  out_.key("reasons").begin_array();
  for (const auto& reason : view.assessment.reasons)
    out_.text(counted("loan.because." + reason.code, reason.count));
  out_.end_array().end_object();
}

void LoanText::problems(const LoanView& view) {
  out_.key("problems").begin_array();
  for (const auto& problem : view.problems) {
    const std::string key = "loan.problem." + std::string(enum_name(problem.code));
    const auto clauses =
        fill_clauses(find_word(language_, key).value_or(key),
                     [&](std::string_view) { return std::optional(problem.reference); });
    out_.text(clauses.empty() ? key : clauses.front());
  }
  out_.end_array();
}

void LoanText::security(const loans::Security& security) {
  out_.key("collateral").begin_object();
  for (const auto& [id, item] : security.collateral) {
    out_.key(id).begin_object();
    word("lien_status", item.lien_status);
    if (item.valued_on) money("value", item.value);
    if (item.original_valued_on) money("original_value", item.original_value);
    personal("description", reader_.read(item.sealed, "description", {item.item, "description"}),
             content);
    out_.end_object();
  }
  out_.end_object().key("guarantors").begin_object();
  for (const auto& [id, person] : security.guarantors) {
    const auto show = [&](std::string_view box, std::string_view member, FieldClass field_class) {
      personal(member, reader_.read(person.sealed, box, {person.item, member}), field_class);
    };
    out_.key(id).begin_object();
    word("relationship", person.relationship);
    show("identity", "name", name);
    show("contact", "phone", phone);
    show("contact", "email", email);
    show("contact", "address", address);
    for (const auto* member :
         {"credit_score", "credit_bureau", "credit_checked_on", "other_guarantees"})
      show("finance", member, content);
    out_.end_object();
  }
  out_.end_object();
}

void LoanText::restructures(const loans::Restructures& restructures) {
  out_.key("restructures").begin_object();
  for (const auto& restructure : restructures.restructures) {
    out_.key(restructure.id).begin_object();
    word("kind", restructure.kind);
    personal("reason", reader_.read(restructure.sealed, "reason", {std::nullopt, "reason"}),
             content);
    out_.end_object();
  }
  out_.end_object();
}

Date begun(const LoanSlice& slice) {
  return slice.get<loans::Agreement>().disbursed_on.value_or(Date{});
}

}  // namespace

std::string render_loans(std::span<const NamedLoan> loans, std::optional<Date> day,
                         std::string_view subject, BoxOpener& opener, const Viewer& viewer) {
  std::vector<NamedLoan> newest(loans.begin(), loans.end());
  std::ranges::sort(newest, std::greater(),
                    [](const NamedLoan& loan) { return std::pair(begun(*loan.slice), loan.id); });
  std::vector<LoanView> views;
  for (const auto& loan : newest) views.push_back(loans::view_of(*loan.slice, day));
  PersonalReader reader(subject, opener, viewer);
  JsonWriter out;
  out.begin_object().key("data").begin_object().key("order").begin_array();
  for (const auto& loan : newest) out.text(loan.id);
  out.end_array().key("items").begin_object();
  for (size_t i = 0; i < newest.size(); ++i) fold::write_member(out, newest[i].id, views[i]);
  out.end_object().end_object().key("text").begin_object();
  for (size_t i = 0; i < newest.size(); ++i) {
    out.key(newest[i].id).begin_object();
    LoanText(out, reader, viewer).write(*newest[i].slice, views[i]);
    out.end_object();
  }
  out.end_object().end_object();
  return out.take();
}

std::string render_loan(const NamedLoan& loan, std::optional<Date> day, std::string_view subject,
                        BoxOpener& opener, const Viewer& viewer) {
  const LoanView view = loans::view_of(*loan.slice, day);
  PersonalReader reader(subject, opener, viewer);
  JsonWriter out;
  out.begin_object().key("data").begin_object();
  fold::write_members(out, view);
  fold::write_members(out, loans::detail_of(*loan.slice, day));
  out.end_object().key("text").begin_object();
  LoanText(out, reader, viewer).write(*loan.slice, view);
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
