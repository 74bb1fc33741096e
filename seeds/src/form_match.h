// Matches the tokens of a line against a verb's form and clauses.
#pragma once

#include <span>

#include "story.h"
#include "tokens.h"

namespace dossier::seeds {

// How many leading words of the form the tokens begin with, or 0 where the first slot comes too
// late: the verb with the most is the one that is meant.
size_t words_in_common(const VerbForm& verb, std::span<const Token> tokens);

// Fills entry.verb and entry.parts. Errors: invalid, with the form as the remedy.
Status match(const VerbForm& verb, std::span<const Token> tokens, Entry& entry);

}  // namespace dossier::seeds
