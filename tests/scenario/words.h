// The words of a scenario's line become an event. One verb a row of the table; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"

namespace dossier::test::scenario {

struct Said {
  std::string type;  // "payment.received"
  std::string data;  // members of the data object
};

// `date`: of the line; `line_number` names what the line does not name. `words`: what follows the
// date, split at blanks.
Result<Said> said(const std::string& date, int line_number, const std::vector<std::string>& words);

}  // namespace dossier::test::scenario
