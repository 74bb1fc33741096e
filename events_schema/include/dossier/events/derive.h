// What intake leaves in clear of personal fields, because folds need it: the year of a birth date,
// a token of a phone number or e-mail address.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/events/value.h"

namespace dossier::events {

struct DeriveOptions {
  // The MAC of `value` under the owner's key; `owner` is empty for the event's subject. Same owner
  // and value, same bytes. Where the key is destroyed: nothing, and no token is left.
  std::function<Result<std::optional<std::string>>(std::string_view owner, std::string_view value)>
      token;
  // Digits put before a number that is written without its country: "1", "84". Empty: none.
  std::string country_code;
};

// Sets the derived fields of a checked tree. Errors: those of `token`.
Status derive(Tree& tree, const DeriveOptions& options);

// What a token is made of. With an @: the address, trimmed, in lower case (ASCII). Else, where it
// has 5 to 15 digits and nothing but what people put between them: "+" and the digits. Else
// nothing.
std::optional<std::string> normalized_contact(std::string_view value,
                                              std::string_view country_code);

}  // namespace dossier::events
