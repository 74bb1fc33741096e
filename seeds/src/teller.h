// Tells a story: goes through its days, keeps the loans' books, writes the events.
// One thread; a Teller tells one story once.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/json.h"
#include "loan_book.h"
#include "story.h"

namespace dossier::seeds {

struct Application {
  std::string product_name;
  std::string product_type;
  int64_t amount = 0;
  int64_t rate = 0;
  int32_t months = 0;
  bool approved = false;
};

struct Loan {
  struct Paid {
    std::string id;
    int64_t amount = 0;
    Date value_date;
    LoanBook before;  // What a reversal goes back to.
  };
  std::string id;
  std::string application;
  LoanBook book;
  bool closed = false;
  std::set<Date> missed = {};  // Due dates on which the story says that nothing comes.
  std::optional<Paid> last_paid = {};
  bool written_off = false;
  std::map<std::string, int64_t, std::less<>> paid = {};  // Amounts by payment id.
};

class Teller {
 public:
  using Members = std::function<void(JsonWriter&)>;

  explicit Teller(const Story& story);
  // The whole story as CloudEvents, staff first. Errors: invalid, with field "line n".
  Result<std::vector<std::string>> tell();

  // For the handlers of verbs.
  Date today() const { return today_; }
  const LoanBook::Open* due_row() const { return due_row_; }  // Of a verb that is `each_due`.
  // The event of the line itself: its slots, then `more`.
  Status emit(const Entry& entry, const Members& more = nullptr);
  // Another event of the same line: only `members`. `actor`: where it is not the line's own.
  Status emit_also(const Entry& entry, std::string_view type, std::string_view source,
                   const Members& members, std::string_view actor = {});
  // The loan that the line speaks of. Errors: invalid.
  Result<Loan*> loan_of(const Entry& entry);
  Result<Loan*> add_loan(const Entry& entry, Loan loan);
  Result<Application*> application_of(const Entry& entry);
  std::map<std::string, Application, std::less<>>& applications() { return applications_; }
  // "P-1042-0007": the next id of that prefix.
  std::string next_id(std::string_view prefix);
  // Moves the clock within the day, for what follows at once.
  void later(int32_t seconds) {
    second_of_day_ = std::min(second_of_day_ + seconds, 24 * 3600 - 1);
  }
  std::string time_text() const;

 private:
  struct Turn {
    int32_t minute;
    size_t order;  // Among those of the same minute
    const Entry* entry;
    Date due;  // Of the instalment, where the verb is `each_due`.
  };
  Status check();
  Status tell_staff();
  Status tell_campaigns();
  // An event of a header line, about a subject that is not the customer.
  void emit_header(const Entry& entry, std::string_view type, std::string_view subject,
                   const std::vector<Part>& parts);
  Status tell_day();
  Status tell_turn(const Turn& turn);
  void turns_for_dues(const Entry& entry, std::vector<Turn>& turns);
  void bracket(std::string_view type, std::optional<int64_t> count);
  Status check_staff(const Entry& entry) const;
  Status check_ids(const Entry& entry);
  std::string_view staff_kind(std::string_view id) const;
  std::string actor_of(const Entry& entry) const;
  void write_meta(JsonWriter& json, const Entry& entry, const std::vector<Part>& parts,
                  std::string_view actor);
  void write_envelope(JsonWriter& json, std::string_view type, std::string_view source,
                      std::string_view subject);
  Status emit_event(const Entry& entry, std::string_view type, std::string_view source,
                    const std::vector<Part>& parts, const Members& more,
                    std::string_view actor = {});

  const Story& story_;
  std::string customer_;
  Date business_date_;
  Date today_;
  int32_t second_of_day_ = 0;
  const LoanBook::Open* due_row_ = nullptr;
  std::map<std::string, std::string, std::less<>> staff_;  // id → kind
  std::map<std::string, Application, std::less<>> applications_;
  std::vector<std::unique_ptr<Loan>> loans_;  // Oldest first; handlers keep pointers.
  std::set<std::pair<std::string, std::string>> introduced_;  // Member and id.
  std::map<std::string, int32_t, std::less<>> last_ids_;
  std::set<int32_t> lines_told_;
  std::vector<std::string> events_;
};

void write_money(JsonWriter& json, std::string_view name, int64_t minor);
void write_date(JsonWriter& json, std::string_view name, Date date);
void write_schedule(JsonWriter& json, const std::vector<Row>& rows);
void write_terms(JsonWriter& json, std::string_view name, const LoanTerms& terms);
// A fault of that line.
std::unexpected<Error> line_fault(const Entry& entry, std::string message, std::string remedy);

}  // namespace dossier::seeds
