// An event as a test wants to see it: read by the parser that intake uses, so that every event that
// a test looks at is also one that a publisher may send.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/time.h"

namespace dossier::seeds {

struct SeenRow {
  int64_t number = 0;
  Date due;
  int64_t principal = 0;
  int64_t interest = 0;
  int64_t balance = 0;
};

struct SeenEvent {
  std::string id;
  std::string source;
  std::string type;  // Without "dossier." and version: "payment.received"
  std::string subject;
  Instant time;
  std::map<std::string, int64_t> numbers;    // "amount", "breakdown.principal": minor units, days
  std::map<std::string, std::string> texts;  // "loan_id", "meta.import_id"
  std::vector<SeenRow> schedule;

  int64_t number(const std::string& name) const;    // Fails the test where it is absent.
  std::string text(const std::string& name) const;  // Empty where it is absent.
  bool has(const std::string& name) const { return numbers.contains(name) || texts.contains(name); }
};

SeenEvent see(std::string_view json);
std::vector<SeenEvent> see_all(const std::vector<std::string>& documents);

}  // namespace dossier::seeds
