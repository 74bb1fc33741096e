// Matches the tokens of a line against a verb's form and clauses.
#pragma once

#include <span>

#include "story.h"
#include "tokens.h"

namespace dossier::seeds {

// How far the tokens are like the form: words first, then slots; 0 where not even the first word
// is the same. The verb that is most like a line is the one that is meant.
size_t likeness(const VerbForm& verb, std::span<const Token> tokens);

// Fills entry.verb and entry.parts. Errors: invalid, with the form as the remedy.
Status match(const VerbForm& verb, std::span<const Token> tokens, Entry& entry);

}  // namespace dossier::seeds
