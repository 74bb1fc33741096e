// Walks what is there: a section for each member of the profile, a line for each thing in it. A new
// part of the view shows without a change here.
#include "view_page.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "terminal.h"

namespace dossier::cli {
namespace {

namespace dom = simdjson::dom;

std::unexpected<Error> not_understood() {
  return fail(ErrorCode::io, "the server's answer is not understood");
}

// "relationship_start" as people write it.
std::string label(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c == '_') c = ' ';
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

bool is_scalar(const dom::element& value) { return !value.is_object() && !value.is_array(); }

std::string text_of(const dom::element& value) {
  std::string_view text;
  if (!value.get_string().get(text)) return std::string(text);
  bool flag = false;
  if (!value.get_bool().get(flag)) return flag ? "yes" : "no";
  dom::object object;
  std::string_view amount, currency;
  if (!value.get_object().get(object) && !object["amount"].get_string().get(amount) &&
      !object["currency"].get_string().get(currency))
    return fmt::format("{} {}", currency, amount);
  return simdjson::minify(value);
}

std::string text_at(const dom::element& object, std::string_view name) {
  dom::element value;
  if (object[name].get(value) || value.is_null()) return {};
  return text_of(value);
}

// The members' words in one line.
std::string one_line(const dom::object& object) {
  std::string out;
  for (const auto& [name, value] : object)
    if (is_scalar(value) && !value.is_null()) out += (out.empty() ? "" : " · ") + text_of(value);
  return out;
}

void line(std::string& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out += fmt::format("  {:<22} {}\n", label(name), text);
}

// Words first; then codes, dates and figures that have no words.
void section(std::string& out, std::string_view name, const dom::element& text,
             const dom::object& data) {
  std::string lines;
  dom::object words;
  const bool worded = !text[name].get_object().get(words);
  if (worded)
    for (const auto& [key, value] : words) {
      dom::object thing;
      line(lines, key, value.get_object().get(thing) ? text_of(value) : one_line(thing));
    }
  for (const auto& [key, value] : data) {
    dom::element known;
    if (is_scalar(value) && !value.is_null() && (!worded || words[key].get(known)))
      line(lines, key, text_of(value));
  }
  if (!lines.empty()) out += fmt::format("\n{}\n{}", bold(label(name)), lines);
}

void incomplete(std::string& out, const dom::element& view) {
  dom::array list;
  if (view["incomplete"].get_array().get(list)) return;
  for (const auto& why : list)
    out += fmt::format("! {} is incomplete since {}: {}\n  {}\n", text_at(why, "projection"),
                       text_at(why, "since"), text_at(why, "message"), text_at(why, "remedy"));
}

void summary(std::string& out, const dom::element& view) {
  dom::element totals;
  if (view["timeline_summary"].get(totals)) return;
  out += fmt::format("\n{}\n", bold("Timeline"));
  line(out, "entries", text_at(totals, "entries"));
  line(out, "first", text_at(totals, "first_effective"));
  line(out, "last", text_at(totals, "last_effective"));
  dom::object contact;
  if (!totals["last_contact"].get_object().get(contact))
    line(out, "last_contact", one_line(contact));
}

}  // namespace

Result<std::string> profile_page(const std::string& customer_json) {
  dom::parser parser;
  dom::element view, text;
  dom::object data;
  if (parser.parse(customer_json).get(view) || view["profile"]["text"].get(text) ||
      view["profile"]["data"].get_object().get(data))
    return not_understood();
  const std::string date = text_at(view, "business_date");
  std::string out = fmt::format("{}  {}\n", bold(text_at(text, "full_name")), text_at(view, "id"));
  out +=
      dim(date.empty() ? "no business day was opened yet" : "as of business date " + date) + "\n";
  if (text_at(view, "importing") == "yes") out += "! importing: the history is not complete yet\n";
  incomplete(out, view);
  for (const auto& [name, value] : data) {
    dom::object members;
    if (!value.get_object().get(members)) section(out, name, text, members);
  }
  summary(out, view);
  return out;
}

Result<std::string> timeline_page(const std::string& timeline_json) {
  dom::parser parser;
  dom::array entries;
  if (parser.parse(timeline_json)["entries"].get_array().get(entries)) return not_understood();
  std::string out;
  for (const auto& entry : entries) {
    dom::element text;
    if (entry["text"].get(text)) {
      out += dim("  (an entry that this version can not read)") + "\n";
      continue;
    }
    out += fmt::format("\n{}  {:<14} {}  {}\n", text_at(entry, "effective"),
                       text_at(entry, "category"), bold(text_at(text, "title")),
                       dim(text_at(text, "performer")));
    if (const std::string words = text_at(text, "description"); !words.empty())
      out += fmt::format("    {}\n", words);
  }
  return out;
}

}  // namespace dossier::cli
