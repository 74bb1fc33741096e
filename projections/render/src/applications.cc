// Applications: worded, each step with what was said then.
#include "dossier/render/applications.h"

#include <algorithm>
#include <tuple>

#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using applications::ApplicationSlice;
using applications::Request;
using applications::Step;
using applications::Steps;
using applications::Summary;
using enum FieldClass;

class ApplicationText {
 public:
  ApplicationText(JsonWriter& out, PersonalReader& reader, const Viewer& viewer)
      : out_(out), reader_(reader), language_(viewer.language) {}

  void write(const ApplicationSlice& slice) {
    out_.begin_object();
    head(slice.get<Summary>(), slice.get<Request>());
    co_borrowers(slice.get<Request>());
    out_.key("steps").begin_object();
    for (const auto& [key, one] : slice.get<Steps>().by_key) step(key, one);
    out_.end_object();
    documents(slice.get<applications::Attachments>());
    out_.end_object();
  }

 private:
  template <class Enum>
  void word(std::string_view name, const std::optional<Enum>& value) {
    if (value) out_.member(name, value_word(language_, enum_name(*value)));
  }
  void money(std::string_view name, const std::optional<Money>& amount) {
    if (amount) out_.member(name, money_text(language_, *amount));
  }
  void personal(std::string_view name, const Personal& value, FieldClass field_class) {
    if (const auto text = reader_.show(value, field_class)) out_.member(name, *text);
  }
  // The words of a sealed list, an item each; empty where there is none.
  void items(const Step& step, std::string_view name, size_t count, std::string_view member) {
    if (count == 0 || !step.sealed.has(name)) return;
    out_.key(name).begin_array();
    for (size_t i = 0; i < count; ++i)
      out_.text(reader_.show(reader_.read(step.sealed, name, {i, member}), content).value_or(""));
    out_.end_array();
  }
  std::string duration(int64_t seconds) const;
  void head(const Summary& summary, const Request& request);
  void co_borrowers(const Request& request);
  void step(const std::string& key, const Step& step);
  void documents(const applications::Attachments& attachments);

  JsonWriter& out_;
  PersonalReader& reader_;
  const Language language_;
};

// The two largest units that are not zero: "2 d 4 h".
std::string ApplicationText::duration(int64_t seconds) const {
  const int64_t minutes = seconds / 60;
  const std::pair<std::string_view, int64_t> units[] = {{"duration.d", minutes / 1440},
                                                        {"duration.hours", minutes / 60 % 24},
                                                        {"duration.minutes", minutes % 60}};
  std::string out;
  size_t shown = 0;
  for (const auto& [key, count] : units) {
    const bool last = key == units[2].first;
    if ((count == 0 && !(last && shown == 0)) || shown == 2) continue;
    const auto words = find_word(language_, key).value_or("");
    const auto clauses = fill_clauses(
        words, [count](std::string_view) { return std::optional(std::to_string(count)); });
    out += (out.empty() ? "" : " ") + clauses.front();
    ++shown;
  }
  return out;
}

void ApplicationText::head(const Summary& summary, const Request& request) {
  word("status", summary.status);
  word("product_type", request.product_type);
  money("amount_requested", request.amount);
  money("amount_approved", summary.amount_approved);
  word("decision_type", summary.decision_type);
  if (summary.seconds_to_decision)
    out_.member("time_to_decision", duration(*summary.seconds_to_decision));
  if (summary.scorecard && summary.scorecard->passed)
    out_.member("scorecard",
                value_word(language_, *summary.scorecard->passed ? "passed" : "failed"));
  personal("purpose", reader_.read(request.sealed, "purpose"), content);
  out_.key("anomalies").begin_array();
  for (const auto anomaly : summary.anomalies) {
    const std::string key = "anomaly." + std::string(enum_name(anomaly));
    out_.text(find_word(language_, key).value_or(enum_name(anomaly)));
  }
  out_.end_array();
}

void ApplicationText::co_borrowers(const Request& request) {
  out_.key("co_borrowers").begin_object();
  for (const auto& [id, person] : request.co_borrowers) {
    const auto show = [&](std::string_view box, std::string_view member, FieldClass field_class) {
      personal(member, reader_.read(person.sealed, box, {person.item, member}), field_class);
    };
    out_.key(id).begin_object();
    word("relationship", person.relationship);
    show("identity", "name", name);
    show("identity", "national_id", national_number);
    show("contact", "phone", phone);
    show("contact", "email", email);
    out_.end_object();
  }
  out_.end_object();
}

void ApplicationText::step(const std::string& key, const Step& step) {
  out_.key(key).begin_object();
  word("kind", std::optional(step.kind));
  word("decision_type", step.decision_type);
  money("amount", step.amount);
  personal("reason", reader_.read(step.sealed, "reason", {std::nullopt, "reason"}), content);
  personal("notes", reader_.read(step.sealed, "notes"), content);
  personal("ai_recommendation", reader_.read(step.sealed, "ai_recommendation"), content);
  items(step, "rules", step.rules.size(), "detail");
  items(step, "reasons", step.reasons.size(), "text");
  items(step, "conditions", reader_.items(step.sealed, "conditions"), {});
  items(step, "ai_flags", step.ai_flags.size(), "description");
  if (step.counter_offer) money("counter_offer", step.counter_offer->amount);
  out_.end_object();
}

void ApplicationText::documents(const applications::Attachments& attachments) {
  out_.key("documents").begin_object();
  for (const auto& [id, document] : attachments.documents) {
    out_.key(id).begin_object();
    word("type", document.type);
    personal("name", reader_.read(document.sealed, "name"), content);
    out_.end_object();
  }
  out_.end_object();
}

void write_data(JsonWriter& out, std::span<const NamedApplication> applications) {
  out.key("data").begin_object().key("order").begin_array();
  for (const auto& one : applications) out.text(one.id);
  out.end_array().key("items").begin_object();
  for (const auto& one : applications) {
    out.key(one.id).begin_object();
    applications::for_each_shown_part(*one.slice, [&](std::string_view name, const auto& part) {
      fold::write_member(out, name, part);
    });
    out.end_object();
  }
  out.end_object().end_object();
}

// When it was submitted; else when its first step was taken.
Instant begun(const ApplicationSlice& slice) {
  const auto& submitted = slice.get<Request>().submitted_at;
  const auto& steps = slice.get<Steps>();
  if (submitted) return *submitted;
  return steps.order.empty() ? Instant{} : steps.by_key.at(steps.order.front()).at;
}

}  // namespace

std::string render_applications(std::span<const NamedApplication> applications,
                                std::string_view subject, BoxOpener& opener, const Viewer& viewer) {
  std::vector<NamedApplication> newest(applications.begin(), applications.end());
  std::ranges::sort(newest, std::greater(), [](const NamedApplication& one) {
    return std::pair(begun(*one.slice), one.id);
  });
  PersonalReader reader(subject, opener, viewer);
  JsonWriter out;
  out.begin_object();
  write_data(out, newest);
  out.key("text").begin_object();
  for (const auto& one : newest) {
    out.key(one.id);
    ApplicationText(out, reader, viewer).write(*one.slice);
  }
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
