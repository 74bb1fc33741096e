// Ends of validity, recomputed from all statements at each change, so that their order of arrival
// does not matter.
#include "dossier/profile/validity.h"

#include <algorithm>

namespace dossier::profile {
namespace {

using fold::Fact;
using fold::FoldContext;

bool holds(const std::vector<Date>& dates, Date date) {
  return std::ranges::find(dates, date) != dates.end();
}

std::vector<Statement> resolved(std::vector<Statement> statements) {
  for (size_t i = 1; i < statements.size(); ++i) {
    Statement& now = statements[i];
    const auto before = statements[i - 1].until;
    if (now.until || now.keeps == Keeps::nothing) continue;
    if (now.keeps == Keeps::always || before >= now.from) now.until = before;
  }
  return statements;
}

fold::Timer timer_at(const Owner& owner, Date until) {
  return {until + 1, owner.timer_kind, owner.timer_entity};
}

Fact fact_of(const Owner& owner, Date until, std::string body) {
  Fact fact;
  fact.id = {owner.rule, owner.fact_entity, to_string(until)};
  fact.effective = until + 1;
  fact.body = std::move(body);
  return fact;
}

}  // namespace

std::optional<Statement> Validity::current() const {
  if (statements.empty()) return std::nullopt;
  return resolved(statements).back();
}

bool Validity::lapsed() const {
  const auto now = current();
  return now && now->until && std::ranges::any_of(lapses, [&](const Lapse& lapse) {
           return lapse.until == *now->until;
         });
}

std::vector<Date> Validity::ends() const {
  std::vector<Date> ends;
  const auto all = resolved(statements);
  for (size_t i = 0; i < all.size(); ++i) {
    const auto until = all[i].until;
    const bool renewed = i + 1 < all.size() && (until >= all[i + 1].from);
    if (until && !renewed && !holds(ends, *until)) ends.push_back(*until);
  }
  return ends;
}

void state(Validity& validity, const Statement& statement, const Owner& owner,
           FoldContext& context) {
  const auto before = validity.ends();
  const auto place = std::ranges::upper_bound(
      validity.statements, std::pair(statement.from, statement.at), {},
      [](const Statement& other) { return std::pair(other.from, other.at); });
  validity.statements.insert(place, statement);
  const auto after = validity.ends();
  for (const Date end : before)
    if (!holds(after, end)) context.clear_timer(timer_at(owner, end));
  std::erase_if(validity.lapses, [&](const Lapse& lapse) {
    if (holds(after, lapse.until)) return false;
    context.withdraw(fact_of(owner, lapse.until, lapse.body), lapse.ref);
    return true;
  });
  for (const Date end : after)
    if (!holds(before, end)) context.set_timer(timer_at(owner, end));
}

bool expire(Validity& validity, const fold::Timer& timer, const Owner& owner, std::string body,
            FoldContext& context) {
  const Date until = timer.date + -1;
  const bool known = std::ranges::any_of(validity.lapses,
                                         [&](const Lapse& lapse) { return lapse.until == until; });
  if (known || !holds(validity.ends(), until)) return false;
  const auto ref = context.emit(fact_of(owner, until, body));
  validity.lapses.push_back({until, ref, std::move(body)});
  return true;
}

}  // namespace dossier::profile
