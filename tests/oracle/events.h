// A case of the oracle as ordinary events, the way a core banking system would publish them.
#pragma once

#include <string>

#include "oracle/case.h"

namespace dossier::test::oracle {

// One step (an item of `transactions`) as a CloudEvent; empty for the end of a day, which is no
// event of the loan.
std::string event_of(const Json& loan_case, const Json& step);

// The business day on which a step became known.
Date entered_on(const Json& step);

}  // namespace dossier::test::oracle
