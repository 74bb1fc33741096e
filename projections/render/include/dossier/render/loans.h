// Loans as the API answers them, as of a business day. As render.h: pure but for the opener.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier/loans/slice.h"
#include "dossier/render/render.h"

namespace dossier::render {

struct NamedLoan {
  std::string_view id;
  const loans::LoanSlice* slice;
};

// {"data":{"order":[…],"items":{id:…}},"text":{id:…}}, the newest disbursement first.
std::string render_loans(std::span<const NamedLoan> loans, std::optional<Date> day,
                         std::string_view subject, BoxOpener& opener, const Viewer& viewer);
// {"data":{…},"text":{…}}: one loan with its schedule, transactions and charges.
std::string render_loan(const NamedLoan& loan, std::optional<Date> day, std::string_view subject,
                        BoxOpener& opener, const Viewer& viewer);

}  // namespace dossier::render
