// What of a profile finds its customer, and how a found one is named. Pure but for the opener.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/loans/slice.h"
#include "dossier/profile/slice.h"
#include "dossier/render/render.h"

namespace dossier::render {

// In full, whoever asks: for an index in memory, never for an answer. Of boxes that are erased or
// can not be read, nothing. No number of an authority is among them.
struct Findable {
  std::vector<std::string> names;  // of the person or the organisation
  std::vector<std::string> phones;
  std::vector<std::string> emails;
};
Findable findable_of(const profile::ProfileSlice& slice, std::string_view subject,
                     BoxOpener& opener);

// The number of the loan's account; likewise.
std::optional<std::string> account_of(const loans::LoanSlice& loan, std::string_view subject,
                                      BoxOpener& opener);

// As in the profile's text; nothing where no name was told.
std::optional<std::string> full_name(const profile::ProfileSlice& slice, std::string_view subject,
                                     BoxOpener& opener, const Viewer& viewer);

// The word for a status of the customer.
std::string status_word(profile::CustomerStatus status, Language language);

}  // namespace dossier::render
