#include "teller.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dossier/base/ids.h"

namespace dossier::seeds {
namespace {

constexpr int32_t kHistoryDaysMax = 20 * 366;
constexpr int32_t kLastMinute = 24 * 60 - 1;

// Spread over the minutes by the line's number, so that not all happens on the hour.
int32_t usual_minute(const Entry& entry) { return entry.verb->usual_minute + entry.line * 7 % 23; }

// Days from the due date to the day on which an `each_due` verb happens.
int32_t shift_of(const Entry& entry, Date due) {
  if (entry.has("_late")) return entry.number("_late");
  if (entry.has("_early")) return -entry.number("_early");
  if (entry.has("_jitter")) return -((due.days * 7 + 3) % 4);
  return 0;
}

}  // namespace

Teller::Teller(const Story& story) : story_(story) {}

Result<std::vector<std::string>> Teller::tell() {
  DOSSIER_TRY(check());
  DOSSIER_TRY(tell_staff());
  DOSSIER_TRY(tell_campaigns());
  const size_t before = events_.size() + 1;
  bracket("dossier.control.import_started.v1", std::nullopt);
  for (today_ = story_.entries.front().from; today_ <= business_date_; today_ = today_ + 1)
    DOSSIER_TRY(tell_day());
  for (const Entry& entry : story_.entries)
    if (!lines_told_.contains(entry.line))
      return line_fault(entry, "nothing comes of this line",
                        "let its dates hold a due date of an open instalment, or drop it");
  bracket("dossier.control.import_completed.v1", static_cast<int64_t>(events_.size() - before));
  return std::move(events_);
}

Status Teller::check() {
  customer_ = story_.headers.find("customer")->second;
  const auto date = parse_date(story_.headers.find("business date")->second);
  if (!date || !valid_id(customer_) || !valid_id(story_.headers.find("import")->second))
    return fail(ErrorCode::invalid, "customer, import or business date is not well formed",
                line_field(1), "write customer: C-1042, import: IMP-1, business date: 2026-03-02");
  business_date_ = *date;
  if (story_.entries.empty())
    return fail(ErrorCode::invalid, "the story has no dated line", line_field(1), "add one");
  if (business_date_ - story_.entries.front().from > kHistoryDaysMax)
    return line_fault(story_.entries.front(), "the story is longer than 20 years",
                      "start it later");
  for (const Entry& entry : story_.entries)
    if (entry.from > business_date_)
      return line_fault(entry, "the date is after the business date", "move one of the two");
  return {};
}

Status Teller::tell_day() {
  std::vector<Turn> turns;
  int32_t minute = 0;
  for (const Entry& entry : story_.entries) {
    if (entry.verb->each_due) {
      turns_for_dues(entry, turns);
    } else if (entry.from == today_) {
      // A line without a time keeps its place below the line above it.
      minute = entry.minute.value_or(std::max(usual_minute(entry), minute + 1));
      minute = std::min(minute, kLastMinute);
      turns.push_back({minute, turns.size(), &entry, {}});
    }
  }
  std::ranges::sort(turns, {}, [](const Turn& turn) { return std::pair(turn.minute, turn.order); });
  for (const Turn& turn : turns) {
    auto told = tell_turn(turn);
    if (told) continue;
    if (told.error().field.empty()) told.error().field = line_field(turn.entry->line);
    return told;
  }
  return {};
}

void Teller::turns_for_dues(const Entry& entry, std::vector<Turn>& turns) {
  const auto loan = loan_of(entry);
  if (!loan) return;
  for (const LoanBook::Open& open : (*loan)->book.rows()) {
    const Date due = open.row.due;
    if (due < entry.from || due > entry.to || open.principal + open.interest == 0) continue;
    if (due + shift_of(entry, due) == today_)
      turns.push_back({usual_minute(entry) + due.days * 11 % 47, turns.size(), &entry, due});
  }
}

Status Teller::tell_turn(const Turn& turn) {
  second_of_day_ = turn.minute * 60 + turn.entry->line * 13 % 60;
  due_row_ = nullptr;
  if (turn.entry->verb->each_due) {
    DOSSIER_ASSIGN(Loan * loan, loan_of(*turn.entry));
    due_row_ = loan->book.due_on(turn.due);
  }
  DOSSIER_TRY(check_staff(*turn.entry));
  DOSSIER_TRY(check_ids(*turn.entry));
  lines_told_.insert(turn.entry->line);
  const auto handler = turn.entry->verb->handler;
  return handler ? handler(*this, *turn.entry) : emit(*turn.entry);
}

Result<Loan*> Teller::loan_of(const Entry& entry) {
  const std::string_view wanted = entry.text("loan_id");
  for (auto loan = loans_.rbegin(); loan != loans_.rend(); ++loan)
    if (wanted.empty() ? !(*loan)->closed : (*loan)->id == wanted) return loan->get();
  return line_fault(entry,
                    wanted.empty() ? "no loan is open on that day"
                                   : fmt::format("no loan {} is paid out yet", wanted),
                    "write a line \"loan LN-… is paid out from AP-…\" before it");
}

Result<Loan*> Teller::add_loan(const Entry& entry, Loan loan) {
  for (const auto& other : loans_)
    if (other->id == loan.id)
      return line_fault(entry, fmt::format("loan {} is paid out twice", loan.id), "use a new id");
  for (const Entry& other : story_.entries) {
    const std::string_view of = other.text("loan_id");
    if (other.verb->form == "misses" && other.from >= today_ && (of.empty() || of == loan.id))
      loan.missed.insert(other.from);
  }
  loans_.push_back(std::make_unique<Loan>(std::move(loan)));
  return loans_.back().get();
}

Result<Application*> Teller::application_of(const Entry& entry) {
  const auto found = applications_.find(entry.text("application_id"));
  if (found == applications_.end())
    return line_fault(entry, "no such application is submitted yet",
                      "write its line \"applies for …\" before it");
  return &found->second;
}

}  // namespace dossier::seeds
