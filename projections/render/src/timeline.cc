// A timeline entry as the API answers it.
#include <algorithm>

#include "dossier/timeline/lines.h"
#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using timeline::Param;
using timeline::ParamKind;
using timeline::Row;

constexpr size_t kQuoteBytesMax = 280;
// What people wrote or said, the most telling first. One of them stands in the description.
constexpr std::pair<std::string_view, events::Purpose> kQuoted[] = {
    {"summary", events::Purpose::content},  {"content", events::Purpose::content},
    {"text", events::Purpose::content},     {"notes", events::Purpose::content},
    {"note", events::Purpose::content},     {"purpose", events::Purpose::content},
    {"name", events::Purpose::content},     {"detail", events::Purpose::content},
    {"narrative", events::Purpose::finance}};

std::string text_of(const Param& param, Language language) {
  switch (param.kind) {
    case ParamKind::text: return param.text;
    case ParamKind::word: return value_word(language, param.text);
    case ParamKind::number: return std::to_string(param.number);
    case ParamKind::flag:
      return std::string(find_word(language, param.number != 0 ? "yes" : "no").value_or(""));
    case ParamKind::date: return to_string(Date{static_cast<int32_t>(param.number)});
    case ParamKind::instant: return to_string(Instant{param.number});
    case ParamKind::decimal: return decimal_text(language, param.number, param.unit);
    case ParamKind::money: return money_text(language, {param.number, param.unit});
  }
  return {};
}

class EntryText {
 public:
  EntryText(const Row& row, PersonalReader& reader, const Viewer& viewer)
      : row_(row), reader_(reader), masks_(viewer.masks), language_(viewer.language) {
    type_ = timeline::data_of(row).type;
  }

  std::string title() const { return event_title(language_, type_, lookup()); }
  std::string description();
  std::string performer() const {
    const std::string key = "performer." + std::string(enum_name(row_.performer));
    std::string who(find_word(language_, key).value_or(key));
    return row_.actor_id.empty() ? who : who + " " + row_.actor_id;
  }

 private:
  Lookup lookup() const {
    return [this](std::string_view name) -> std::optional<std::string> {
      const auto found = row_.params.find(std::string(name));
      if (found == row_.params.end()) return std::nullopt;
      return text_of(found->second, language_);
    };
  }
  // Quoted where it is somebody's words; a marker as it is.
  void add_quote(std::vector<std::string>& parts, const Personal& personal) const {
    const auto text = reader_.show(personal, FieldClass::content);
    if (!text) return;
    const bool full = masks_.of(FieldClass::content) == Shown::full;
    if (personal.state == State::value && full) {
      parts.push_back("“" + shortened(*text, kQuoteBytesMax) + "”");
    } else if (std::ranges::find(parts, *text) == parts.end()) {
      parts.push_back(*text);  // once, whatever number of fields it stands for
    }
  }
  std::string withdrawn() const;

  const Row& row_;
  PersonalReader& reader_;
  const Masks masks_;
  const Language language_;
  std::string type_;
};

std::string EntryText::withdrawn() const {
  std::string ids;
  for (const auto& id : row_.withdrawn) ids += (ids.empty() ? "" : ", ") + id;
  const auto words = find_word(language_, "withdrawn").value_or("");
  const auto clauses = fill_clauses(words, [&](std::string_view) { return std::optional(ids); });
  return clauses.empty() ? std::string() : clauses.front();
}

std::string EntryText::description() {
  auto parts =
      fill_clauses(find_word(language_, word_key(type_) + ".about").value_or(""), lookup());
  add_quote(parts, reader_.read(row_.boxes, "subject_line", events::Purpose::content));
  for (const auto& [name, purpose] : kQuoted) {
    const Personal words = reader_.read(row_.boxes, name, purpose);
    if (words.state == State::absent) continue;
    add_quote(parts, words);
    break;
  }
  add_quote(parts, reader_.read_reason(row_.boxes));
  if (!row_.withdrawn.empty()) parts.push_back(withdrawn());
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : " · ") + part;
  return out;
}

}  // namespace

std::string render_timeline_entry(const timeline::RowKey& key, const Row& row,
                                  std::string_view subject, BoxOpener& opener,
                                  const Viewer& viewer) {
  PersonalReader reader(subject, opener, viewer);
  EntryText text(row, reader, viewer);
  JsonWriter out;
  out.begin_object().member("id", row.id).member("category", enum_name(row.category));
  out.member("effective", to_string(key.effective)).member("recorded", to_string(row.recorded));
  fold::write_member(out, "data", timeline::data_of(row));
  out.key("text").begin_object();
  out.member("title", text.title());
  out.member("description", text.description());
  out.member("performer", text.performer());
  out.end_object().end_object();
  return out.take();
}

std::string timeline_entry_words(const Row& row, std::string_view subject, BoxOpener& opener,
                                 const Viewer& viewer) {
  PersonalReader reader(subject, opener, viewer);
  EntryText text(row, reader, viewer);
  return text.title() + "\n" + text.description() + "\n" + text.performer();
}

}  // namespace dossier::render
