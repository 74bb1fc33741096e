#include "form_match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "dossier/base/ids.h"
#include "dossier/base/money.h"

namespace dossier::seeds {
namespace {

// Clauses that every verb takes; the last only those that speak of a loan.
constexpr std::array<std::string_view, 3> kEverywhere = {"by <id:_by>", "because <text:_reason>",
                                                         "on <id:loan_id>"};

constexpr size_t kDigitsMax = 9;                   // "18.123456", "1042"
constexpr int64_t kAmountMax = 1'000'000'000'000;  // Cents; sums of them stay far from 64 bits.

std::span<const std::string_view> common_clauses(const VerbForm& verb) {
  return std::span(kEverywhere).first(verb.on_loan ? 3 : 2);
}

std::vector<std::string_view> pieces_of(std::string_view form) {
  std::vector<std::string_view> pieces;
  while (!form.empty()) {
    const size_t end = std::min(form.find(' '), form.size());
    if (end > 0) pieces.push_back(form.substr(0, end));
    form.remove_prefix(std::min(end + 1, form.size()));
  }
  return pieces;
}

bool is_word(std::string_view piece) { return piece[0] != '<' && piece[0] != '='; }

// A form as its reader writes it: without the members that are set by themselves.
std::vector<std::string_view> shown_pieces(std::string_view form) {
  std::vector<std::string_view> pieces = pieces_of(form);
  std::erase_if(pieces, [](std::string_view piece) { return piece[0] == '='; });
  return pieces;
}

struct Cursor {
  std::span<const Token> tokens;
  size_t at = 0;
  const Token* peek() const { return at < tokens.size() ? &tokens[at] : nullptr; }
};

Status bad_value(std::string_view member, std::string_view got, std::string wanted) {
  while (!member.empty() && member[0] == '_') member.remove_prefix(1);
  return fail(ErrorCode::invalid, fmt::format("\"{}\" can't be the {}", got, member), "",
              std::move(wanted));
}

Status check_value(const Slot& slot) {
  const std::string& text = slot.text;
  const bool number = slot.kind == "money" || slot.kind == "rate" || slot.kind == "int";
  if (number && text.starts_with('-'))
    return bad_value(slot.member, text, "write it without a sign");
  if (slot.kind == "date" && !parse_date(text))
    return bad_value(slot.member, text, "write a date as 2025-03-28");
  if (slot.kind == "money" && !parse_decimal(text, 2))
    return bad_value(slot.member, text, "write an amount as 45000.00, without separators");
  if (slot.kind == "rate" && !parse_decimal(text, 6))
    return bad_value(slot.member, text, "write a number as 18.5");
  if (slot.kind == "int" && !parse_decimal(text, 0))
    return bad_value(slot.member, text, "write a whole number");
  if (slot.kind == "id" && !valid_id(text))
    return bad_value(slot.member, text, "an id has letters, digits and . _ : - only");
  if (number && slot.kind != "money" && text.size() > kDigitsMax)
    return bad_value(slot.member, text, "that is more than any loan knows");
  if (slot.kind == "money" && *parse_decimal(text, 2) > kAmountMax)
    return bad_value(slot.member, text, "write an amount below 10,000,000,000");
  const auto words = words_of_kind(slot.kind);
  if (!words.empty() && std::ranges::find(words, text) == words.end())
    return bad_value(slot.member, text, fmt::format("write one of: {}", fmt::join(words, ", ")));
  return {};
}

// Ids start with a capital, so that a list of them ends where the next clause begins.
bool belongs(const Token& token, std::string_view kind) {
  if (kind == "texts") return token.quoted;
  return !token.quoted && std::isupper(static_cast<unsigned char>(token.text[0]));
}

void read_list(Cursor& cursor, Slot& slot) {
  while (const Token* token = cursor.peek()) {
    if (!belongs(*token, slot.kind)) return;
    slot.list.push_back(token->text);
    ++cursor.at;
  }
}

void read_words(std::string_view text, Slot& slot) {
  for (const std::string_view word : pieces_of(text)) slot.list.emplace_back(word);
}

Status read_slot(std::string_view piece, Cursor& cursor, Part& part) {
  const size_t colon = piece.find(':');
  Slot slot{piece.substr(colon + 1, piece.size() - colon - 2), piece.substr(1, colon - 1), {}, {}};
  if (slot.kind == "ids" || slot.kind == "texts") {
    read_list(cursor, slot);
    if (slot.list.empty()) return bad_value(slot.member, "", "name at least one");
    part.slots.push_back(std::move(slot));
    return {};
  }
  const Token* token = cursor.peek();
  const bool wants_text = slot.kind == "text" || slot.kind == "words";
  if (!token || token->quoted != wants_text)
    return bad_value(slot.member, token ? token->text : "",
                     wants_text ? "put the words in double quotes" : "it stands without quotes");
  slot.text = token->text;
  ++cursor.at;
  DOSSIER_TRY(check_value(slot));
  if (slot.kind == "words") read_words(slot.text, slot);
  part.slots.push_back(std::move(slot));
  return {};
}

Status read_piece(std::string_view piece, Cursor& cursor, Part& part) {
  if (piece[0] == '<') return read_slot(piece, cursor, part);
  if (piece[0] == '=') {
    const size_t equals = piece.find('=', 1);
    part.slots.push_back(
        {piece.substr(1, equals - 1), "word", std::string(piece.substr(equals + 1)), {}});
    return {};
  }
  const Token* token = cursor.peek();
  if (!token || token->quoted || token->text != piece)
    return fail(ErrorCode::invalid, fmt::format("expected \"{}\" {}", piece,
                                                token ? "before \"" + token->text + "\""
                                                      : std::string("at the end of the line")));
  ++cursor.at;
  return {};
}

// "rules[]: rule <id:rule_id>" is into "rules[]", form "rule <id:rule_id>".
std::pair<std::string_view, std::string_view> into_and_form(std::string_view clause) {
  const size_t colon = clause.find(": ");
  if (colon == std::string_view::npos) return {{}, clause};
  return {clause.substr(0, colon), clause.substr(colon + 2)};
}

Result<Part> read_form(std::string_view into, std::string_view form, Cursor& cursor) {
  Part part{into, {}};
  for (const std::string_view piece : pieces_of(form)) {
    auto read = read_piece(piece, cursor, part);
    if (read) continue;
    Error& error = read.error();
    error.remedy += fmt::format("{}the form is: {}", error.remedy.empty() ? "" : "; ",
                                fmt::join(shown_pieces(form), " "));
    return std::unexpected(std::move(error));
  }
  return part;
}

std::optional<std::string_view> clause_that_starts(const VerbForm& verb, std::string_view word) {
  for (const std::string_view clause : verb.clauses)
    if (pieces_of(into_and_form(clause).second)[0] == word) return clause;
  for (const std::string_view clause : common_clauses(verb))
    if (pieces_of(clause)[0] == word) return clause;
  return std::nullopt;
}

Status unknown_clause(const VerbForm& verb, const Token& token) {
  std::vector<std::string_view> known;
  for (const std::string_view clause : verb.clauses)
    known.push_back(pieces_of(into_and_form(clause).second)[0]);
  for (const std::string_view clause : common_clauses(verb)) known.push_back(pieces_of(clause)[0]);
  return fail(ErrorCode::invalid, fmt::format("nothing here can start with \"{}\"", token.text), "",
              fmt::format("after \"{}\" may come: {}", fmt::join(shown_pieces(verb.form), " "),
                          fmt::join(known, ", ")));
}

}  // namespace

size_t likeness(const VerbForm& verb, std::span<const Token> tokens) {
  constexpr size_t kWord = 16;  // A word counts more than all slots of a line.
  size_t at = 0;
  size_t sum = 0;
  for (const std::string_view piece : pieces_of(verb.form)) {
    if (at >= tokens.size()) break;
    if (piece[0] == '=') continue;
    if (is_word(piece) && (tokens[at].quoted || tokens[at].text != piece)) break;
    sum += is_word(piece) ? kWord : 1;
    ++at;
  }
  return sum < kWord ? 0 : sum;
}

Status match(const VerbForm& verb, std::span<const Token> tokens, Entry& entry) {
  entry.verb = &verb;
  Cursor cursor{tokens};
  DOSSIER_ASSIGN(Part main, read_form("", verb.form, cursor));
  entry.parts.push_back(std::move(main));
  while (const Token* token = cursor.peek()) {
    const auto clause = token->quoted ? std::nullopt : clause_that_starts(verb, token->text);
    if (!clause) return unknown_clause(verb, *token);
    const auto [into, form] = into_and_form(*clause);
    DOSSIER_ASSIGN(Part part, read_form(into, form, cursor));
    entry.parts.push_back(std::move(part));
  }
  return {};
}

}  // namespace dossier::seeds
