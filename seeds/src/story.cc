#include "story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dossier/base/ensure.h"
#include "dossier/base/money.h"
#include "form_match.h"

namespace dossier::seeds {
namespace {

constexpr std::array<std::string_view, 6> kHeaders = {"key",      "title",         "about",
                                                      "customer", "business date", "import"};

std::unexpected<Error> at_line(int32_t line, Error error) {
  error.field = line_field(line);
  return std::unexpected(std::move(error));
}

struct Line {
  int32_t number = 0;
  std::string text;
};

// Joins a line with those below it that start with a space; drops comments and empty lines.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  int32_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    if (first > 0 && !lines.empty())
      lines.back().text.append(" ").append(line.substr(first));
    else
      lines.push_back({number, std::string(line)});
  }
  return lines;
}

bool starts_with_digit(std::string_view text) { return text[0] >= '0' && text[0] <= '9'; }

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Status read_header(const Line& line, Story& story) {
  const size_t colon = line.text.find(':');
  const std::string_view name = std::string_view(line.text).substr(0, colon);
  const bool staff = name == "staff";
  const bool campaign = name == "campaign";
  const bool known = staff || campaign || std::ranges::find(kHeaders, name) != kHeaders.end();
  if (colon == std::string::npos || !known)
    return fail(ErrorCode::invalid, fmt::format("no header is called \"{}\"", name), "",
                "begin with a date, or with key, title, about, customer, business date, import, "
                "staff or campaign and a colon");
  const std::string_view value = trimmed(std::string_view(line.text).substr(colon + 1));
  if (staff || campaign) {
    DOSSIER_ASSIGN(const auto tokens, tokens_of(value));
    Entry entry;
    entry.line = line.number;
    DOSSIER_TRY(match(staff ? staff_form() : campaign_form(), tokens, entry));
    (staff ? story.staff : story.campaigns).push_back(std::move(entry));
    return {};
  }
  if (!story.headers.emplace(name, value).second)
    return fail(ErrorCode::invalid, fmt::format("the header \"{}\" stands twice", name), "",
                "keep one of them");
  return {};
}

// "2025-04-02" or "2025-04-02..2025-11-02".
Status read_dates(std::string_view text, Entry& entry) {
  const size_t dots = text.find("..");
  auto from = parse_date(text.substr(0, dots));
  auto to = dots == std::string_view::npos ? from : parse_date(text.substr(dots + 2));
  if (!from || !to || *to < *from)
    return fail(ErrorCode::invalid, fmt::format("\"{}\" is no date and no range of dates", text),
                "", "write 2025-03-28, or 2025-03-28..2025-11-28");
  entry.from = *from;
  entry.to = *to;
  return {};
}

std::optional<int32_t> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = parse_decimal(text.substr(0, 2), 0);
  const auto minute = parse_decimal(text.substr(3), 0);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return static_cast<int32_t>(*hour * 60 + *minute);
}

const VerbForm* verb_meant(std::span<const Token> tokens) {
  const VerbForm* best = nullptr;
  size_t most = 0;
  for (const auto family : verb_families())
    for (const VerbForm& verb : family)
      if (const size_t like = likeness(verb, tokens); like > most) {
        best = &verb;
        most = like;
      }
  return best;
}

Result<Entry> read_entry(const Line& line) {
  Entry entry;
  entry.line = line.number;
  DOSSIER_ASSIGN(const auto tokens, tokens_of(line.text));
  DOSSIER_TRY(read_dates(tokens[0].text, entry));
  std::span<const Token> rest(tokens.begin() + 1, tokens.end());
  if (!rest.empty() && !rest[0].quoted) entry.minute = minute_of(rest[0].text);
  if (entry.minute) rest = rest.subspan(1);
  const VerbForm* verb = verb_meant(rest);
  if (!verb)
    return fail(ErrorCode::invalid,
                fmt::format("no verb begins with \"{}\"", rest.empty() ? "" : rest[0].text), "",
                "docs/seeds.md lists the verbs");
  DOSSIER_TRY(match(*verb, rest, entry));
  if (entry.from != entry.to && !verb->each_due)
    return fail(ErrorCode::invalid, "this can't happen over a range of dates", "",
                "give it one date");
  return entry;
}

Status check_headers(const Story& story) {
  for (const std::string_view name : kHeaders)
    if (!story.headers.contains(name))
      return fail(ErrorCode::invalid, fmt::format("the header \"{}\" is missing", name), "line 1",
                  fmt::format("add a line \"{}: …\" before the first date", name));
  return {};
}

Status read_line(const Line& line, Story& story) {
  if (!starts_with_digit(line.text)) return read_header(line, story);
  DOSSIER_ASSIGN(Entry entry, read_entry(line));
  if (!story.entries.empty() && entry.from < story.entries.back().from)
    return fail(ErrorCode::invalid, "the date is before that of the line above", "",
                "keep the lines in order of their dates");
  story.entries.push_back(std::move(entry));
  return {};
}

}  // namespace

std::vector<std::span<const VerbForm>> verb_families() {
  return {customer_verbs(), document_verbs(), application_verbs(), loan_verbs(),
          security_verbs(), payment_verbs(),  collection_verbs(),  message_verbs(),
          purchase_verbs(), campaign_verbs()};
}

const Slot* Entry::find(std::string_view member) const {
  for (const Part& part : parts) {
    if (!part.into.empty()) continue;
    const auto slot = std::ranges::find(part.slots, member, &Slot::member);
    if (slot != part.slots.end()) return &*slot;
  }
  return nullptr;
}

std::string_view Entry::text(std::string_view member) const {
  const Slot* slot = find(member);
  return slot ? std::string_view(slot->text) : std::string_view();
}

Date Entry::date(std::string_view member) const {
  const auto value = parse_date(text(member));
  ENSURE(value.has_value(), "slot {} of line {} is no date", member, line);
  return *value;
}

int64_t Entry::amount(std::string_view member) const {
  const auto value = parse_decimal(text(member), 2);
  ENSURE(value.has_value(), "slot {} of line {} is no amount", member, line);
  return *value;
}

int32_t Entry::number(std::string_view member) const {
  const auto value = parse_decimal(text(member), 0);
  ENSURE(value.has_value(), "slot {} of line {} is no number", member, line);
  return static_cast<int32_t>(*value);
}

int64_t Entry::rate(std::string_view member) const {
  const auto value = parse_decimal(text(member), 6);
  ENSURE(value.has_value(), "slot {} of line {} is no rate", member, line);
  return *value;
}

Result<Story> parse_story(std::string_view text) {
  Story story;
  for (const Line& line : lines_of(text))
    if (auto read = read_line(line, story); !read)
      return at_line(line.number, std::move(read.error()));
  DOSSIER_TRY(check_headers(story));
  return story;
}

}  // namespace dossier::seeds
