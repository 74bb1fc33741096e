// CloudEvents as publishers write them, for tests of the engine.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace dossier::test {

struct EventText {
  std::string subject = "C-1";
  std::string id;
  std::string time = "2026-01-01T12:00:00Z";
  std::string import_id = {};  // of the record, in its meta

  // `type` without "dossier." and version; `data` = the members of the data object.
  std::string of(std::string_view type, std::string_view data) const {
    const std::string meta =
        import_id.empty() ? "" : fmt::format(R"(,"meta":{{"import_id":"{}"}})", import_id);
    return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"/core","type":"dossier.{}.v1",)"
                       R"("subject":"{}","time":"{}","data":{{{}{}}}}})",
                       id, type, subject, time, data, meta);
  }
  std::string loan(std::string_view loan_id, std::string_view value_date) const {
    return of("loan.disbursed", fmt::format(R"("loan_id":"{}","value_date":"{}",)"
                                            R"("amount":{{"amount":"1000.00","currency":"JMD"}})",
                                            loan_id, value_date));
  }
  // The payment's id is the event's.
  std::string payment(std::string_view loan_id, std::string_view value_date,
                      std::string_view amount = "100.00") const {
    return of("payment.received",
              fmt::format(R"("payment_id":"{}","loan_id":"{}","value_date":"{}",)"
                          R"("amount":{{"amount":"{}","currency":"JMD"}})",
                          id, loan_id, value_date, amount));
  }
  // The note's id is the event's.
  std::string note(std::string_view text = "Called, no answer",
                   std::string_view loan_id = "LN-none") const {
    return of("note.added",
              fmt::format(R"("note_id":"{}","text":"{}","loan_id":"{}")", id, text, loan_id));
  }
  std::string import_started(std::string_view import) const {
    return of("control.import_started", fmt::format(R"("import_id":"{}")", import));
  }
  std::string import_completed(std::string_view import, int count) const {
    return of("control.import_completed",
              fmt::format(R"("import_id":"{}","count":{})", import, count));
  }
};

}  // namespace dossier::test
