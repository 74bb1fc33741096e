#include "schemas.h"

#include <functional>

#include "dossier/applications/slice.h"
#include "dossier/base/ensure.h"
#include "dossier/fold/json.h"
#include "dossier/headline/reporting.h"
#include "dossier/loans/view.h"
#include "dossier/payments/figures.h"
#include "dossier/payments/row.h"
#include "dossier/portfolio/groups.h"
#include "dossier/profile/slice.h"
#include "dossier/requests/slice.h"
#include "dossier/timeline/row.h"

namespace dossier::api {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

void write_type_of(JsonWriter& out, std::string_view type) {
  const auto inner = [&] { return type.substr(1, type.size() - 2); };
  if (type.starts_with('#')) {
    out.begin_object().member("$ref", "#/components/schemas/" + std::string(type.substr(1)));
    out.end_object();
  } else if (type.starts_with('[')) {
    out.begin_object().member("type", "array").key("items");
    write_type_of(out, inner());
    out.end_object();
  } else if (type.starts_with('{')) {
    out.begin_object().member("type", "object").key("additionalProperties");
    write_type_of(out, inner());
    out.end_object();
  } else if (type.ends_with("|null")) {
    out.begin_object().key("type").begin_array().text(type.substr(0, type.size() - 5));
    out.text("null").end_array().end_object();
  } else if (type == "date" || type == "date-time") {
    fold::write_type(out, "string", type);
  } else if (type == "any") {
    out.begin_object().end_object();
  } else {
    fold::write_type(out, type);
  }
}

using Write = std::function<void(JsonWriter&)>;

using Members = std::vector<std::pair<std::string_view, Write>>;

// `optional` members may be absent.
void write_object(JsonWriter& out, const Members& members, const Members& optional = {}) {
  out.begin_object().member("type", "object").key("properties").begin_object();
  for (const auto* all : {&members, &optional})
    for (const auto& [name, write] : *all) write(out.key(name));
  out.end_object().key("required").begin_array();
  for (const auto& [name, write] : members) out.text(name);
  out.end_array().end_object();
}

template <class T>
Write of() {
  return [](JsonWriter& out) { fold::write_schema<T>(out); };
}

Write words(std::string_view type) {
  return [type](JsonWriter& out) { write_type_of(out, type); };
}

// {"data":…,"text":{…}}, the shape of all that is rendered.
Write rendered(Write data) {
  return [data = std::move(data)](JsonWriter& out) {
    write_object(out, {{"data", data}, {"text", words("#Text")}});
  };
}

Write map_of(Write item) {
  return [item = std::move(item)](JsonWriter& out) {
    out.begin_object().member("type", "object").key("additionalProperties");
    item(out);
    out.end_object();
  };
}

// {"order":[id],"items":{id:…}}
Write collection(Write item) {
  return [items = map_of(std::move(item))](JsonWriter& out) {
    write_object(out, {{"order", words("[string]")}, {"items", items}});
  };
}

Write array_of(Write item) {
  return [item = std::move(item)](JsonWriter& out) {
    out.begin_object().member("type", "array").key("items");
    item(out);
    out.end_object();
  };
}

Write nullable(std::string_view type, std::string_view format = {}) {
  return [type, format](JsonWriter& out) {
    out.begin_object().key("type").begin_array().text(type).text("null").end_array();
    if (!format.empty()) out.member("format", format);
    out.end_object();
  };
}

// The members of every view, and these.
std::string view_schema(Members members, const Members& optional = {}) {
  members.insert(members.begin(), {{"id", words("string")},
                                   {"position", words("string")},
                                   {"version", words("string")},
                                   {"business_date", nullable("string", "date")},
                                   {"importing", words("boolean")},
                                   {"incomplete", words("[#Incomplete]")}});
  JsonWriter out;
  write_object(out, members, optional);
  return out.take();
}

std::string document(const Members& members) {
  JsonWriter out;
  write_object(out, members);
  return out.take();
}

template <class Slice, class EachPart>
Write parts_of(EachPart each) {
  return [each](JsonWriter& out) {
    out.begin_object().member("type", "object").key("properties").begin_object();
    each(Slice{}, [&]<class Part>(std::string_view name, const Part&) {
      out.key(name);
      fold::write_schema<Part>(out);
    });
    out.end_object().key("required").begin_array();
    each(Slice{}, [&](std::string_view name, const auto&) { out.text(name); });
    out.end_array().end_object();
  };
}

}  // namespace

std::string object_schema(std::string_view members) {
  JsonWriter out;
  out.begin_object().member("type", "object").key("properties").begin_object();
  std::vector<std::string_view> required;
  while (!members.empty()) {
    const std::string_view one = trimmed(members.substr(0, members.find(',')));
    members.remove_prefix(std::min(members.find(','), members.size() - 1) + 1);
    const size_t space = one.find(' ');
    ENSURE(space != std::string_view::npos, "a member needs a type: {}", one);
    std::string_view type = trimmed(one.substr(space + 1));
    const std::string_view name = one.substr(0, space);
    if (type.ends_with('?'))
      type.remove_suffix(1);
    else
      required.push_back(name);
    write_type_of(out.key(name), type);
  }
  out.end_object();
  if (!required.empty()) {
    out.key("required").begin_array();
    for (const auto name : required) out.text(name);
    out.end_array();
  }
  return out.end_object().take();
}

Answer view_answer(std::string name, std::string (*schema)()) {
  return {200, "As of `position`", "application/json", Schema{std::move(name), schema}, true};
}

std::string customers_found_schema() {
  const Write data = [](JsonWriter& out) {
    write_object(
        out,
        {{"active_loans", words("integer")}, {"outstanding", of<std::map<std::string, Money>>()}},
        {{"cif_number", words("string")},
         {"status", of<profile::CustomerStatus>()},
         {"segment", words("string")},
         {"branch_id", words("string")},
         {"branch", words("string")},
         {"days_past_due", of<headline::DaysPastDue>()},
         {"bucket", words("string")}});
  };
  const Write item = [data](JsonWriter& out) {
    write_object(out,
                 {{"id", words("string")},
                  {"matched",
                   [](JsonWriter& in) { in.raw(object_schema("field string, loan_id string?")); }},
                  {"data", data},
                  {"text", [](JsonWriter& in) {
                     in.raw(object_schema("full_name string?, status string?"));
                   }}});
  };
  return document({{"position", words("string")},
                   {"complete", words("boolean")},
                   {"more", words("boolean")},
                   {"customers", array_of(item)}});
}

std::string problem_schema() { return R"({"$ref":"#/components/schemas/Problem"})"; }

std::string customer_schema() {
  const auto each = [](const auto& slice, auto&& visit) {
    profile::for_each_shown_part(slice, visit);
  };
  const Write summary = [](JsonWriter& out) {  // empty before the first entry
    out.begin_object().member("type", "object").key("properties").begin_object();
    fold::write_schema_members<timeline::Totals>(out);
    fold::write_schema<timeline::LastContact>(out.key("last_contact"));
    out.end_object().end_object();
  };
  return view_schema({{"headline", rendered(of<headline::Headline>())},
                      {"profile", rendered(parts_of<profile::ProfileSlice>(each))},
                      {"timeline_summary", summary},
                      {"pending_requests", words("integer")}},
                     {{"reporting", of<headline::Reporting>()}});
}

std::string loans_schema() {
  return view_schema({{"loans", rendered(collection(of<loans::LoanView>()))}});
}

std::string loan_schema() {
  const Write both = [](JsonWriter& out) {
    out.begin_object().member("type", "object").key("properties").begin_object();
    fold::write_schema_members<loans::LoanView>(out);
    fold::write_schema_members<loans::LoanDetail>(out);
    out.end_object().key("required").begin_array();
    fold::write_required<loans::LoanView>(out);
    fold::write_required<loans::LoanDetail>(out);
    out.end_array().end_object();
  };
  return view_schema({{"loan", rendered(both)}});
}

std::string payments_schema() {
  const Write item = [](JsonWriter& out) {
    write_object(
        out,
        {{"id", words("string")}, {"data", of<payments::PaymentData>()}, {"text", words("#Text")}});
  };
  return view_schema({{"summary", rendered(of<payments::Summary>())},
                      {"items", array_of(item)},
                      {"next", nullable("string")}});
}

std::string applications_schema() {
  const auto each = [](const auto& slice, auto&& visit) {
    applications::for_each_shown_part(slice, visit);
  };
  return view_schema(
      {{"applications", rendered(collection(parts_of<applications::ApplicationSlice>(each)))}});
}

std::string timeline_schema() {
  const Write entry = [](JsonWriter& out) {
    write_object(out, {{"id", words("string")},
                       {"category", of<timeline::Category>()},
                       {"effective", words("date-time")},
                       {"recorded", words("date-time")},
                       {"data", of<timeline::EntryData>()},
                       {"text", words("{string}")}});
  };
  return view_schema({{"entries", array_of(entry)},
                      {"clusters", words("{[string]}")},
                      {"next", nullable("string")},
                      {"previous", nullable("string")}});
}

std::string requests_schema() {
  const Write data = [](JsonWriter& out) {
    write_object(out, {{"pending", words("integer")},
                       {"order", words("[string]")},
                       {"items", map_of(of<requests::Request>())}});
  };
  return view_schema({{"requests", rendered(data)}});
}

std::string portfolio_schema() {
  const Write amounts = [](JsonWriter& out) {
    const Write money = of<Money>();
    write_object(out, {{"customers", words("integer")},
                       {"loans", words("integer")},
                       {"outstanding", money},
                       {"principal", money},
                       {"arrears", money}});
  };
  const Write figures = [amounts](JsonWriter& out) {
    write_object(out, {{"customers", words("integer")},
                       {"loans", words("integer")},
                       {"amounts", map_of(amounts)}});
  };
  const Write data = [figures](JsonWriter& out) {
    write_object(out, {{"by", words("string")},
                       {"currencies", words("[string]")},
                       {"order", words("[string]")},
                       {"groups", map_of(figures)},
                       {"totals", figures}});
  };
  return document({{"position", words("string")},
                   {"business_date", nullable("string", "date")},
                   {"partitions", words("integer")},
                   {"partitions_at_date", words("integer")},
                   {"incomplete", words("integer")},
                   {"importing", words("integer")},
                   {"portfolio", rendered(data)}});
}

}  // namespace dossier::api
