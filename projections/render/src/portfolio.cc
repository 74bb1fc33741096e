// The portfolio by one dimension; amounts of each currency apart.
#include "dossier/render/portfolio.h"

#include <algorithm>
#include <set>

#include "dossier/fold/json.h"
#include "words.h"

namespace dossier::render {
namespace {

using portfolio::Dimension;
using portfolio::Figures;

// Of one group, by currency; 0: counts of all.
using ByCurrency = std::map<uint16_t, Figures>;
using Groups = std::map<std::string, ByCurrency>;

struct Sorted {
  Groups groups;
  ByCurrency all;
  std::set<uint16_t> currencies;
};

Sorted sorted(Dimension by, const std::map<std::string, std::vector<int64_t>>& totals,
              uint16_t currency) {
  Sorted out;
  for (const auto& [key, figures] : totals) {
    const auto group = portfolio::parse_group(key);
    if (!group) continue;
    if (group->currency != 0 && currency != 0 && group->currency != currency) continue;
    if (group->currency != 0) out.currencies.insert(group->currency);
    const Figures read = portfolio::figures_of(figures);
    if (group->dimension == Dimension::all) out.all[group->currency] = read;
    if (group->dimension != by || by == Dimension::all) continue;
    const std::string name = group->value.empty() ? std::string(kNoValue) : group->value;
    out.groups[name][group->currency] = read;
  }
  return out;
}

// Buckets by severity, all else by name.
std::vector<std::string> order_of(Dimension by, const Groups& groups) {
  std::vector<std::string> order;
  if (by == Dimension::bucket)
    for (const auto& name : portfolio::bucket_names())
      if (groups.contains(name)) order.push_back(name);
  for (const auto& [name, figures] : groups)
    if (std::ranges::find(order, name) == order.end()) order.push_back(name);
  return order;
}

std::string_view code_of(uint16_t currency) {
  const auto* info = find_currency(currency);
  return info == nullptr ? std::string_view() : info->code;
}

// The amounts among the figures, by name.
template <class Visit>
void each_amount(const Figures& figures, Visit&& visit) {
  visit("outstanding", figures.outstanding);
  visit("principal", figures.principal);
  visit("arrears", figures.arrears);
}

void write_data(JsonWriter& out, const ByCurrency& group) {
  const auto counts = group.find(0);
  const Figures all = counts == group.end() ? Figures{} : counts->second;
  out.begin_object().member("customers", all.customers).member("loans", all.loans);
  out.key("amounts").begin_object();
  for (const auto& [currency, figures] : group) {
    if (currency == 0) continue;
    out.key(code_of(currency)).begin_object();
    out.member("customers", figures.customers).member("loans", figures.loans);
    each_amount(figures, [&](std::string_view name, int64_t minor) {
      fold::write_member(out, name, Money{minor, currency});
    });
    out.end_object();
  }
  out.end_object().end_object();
}

void write_text(JsonWriter& out, std::string_view label, const ByCurrency& group,
                Language language) {
  out.begin_object();
  if (!label.empty()) out.member("label", label);
  for (const auto& [currency, figures] : group) {
    if (currency == 0) continue;
    out.key(code_of(currency)).begin_object();
    each_amount(figures, [&](std::string_view name, int64_t minor) {
      out.member(name, money_text(language, {minor, currency}));
    });
    out.end_object();
  }
  out.end_object();
}

std::string label_of(Dimension by, const std::string& name, Language language) {
  if (name == kNoValue) return std::string(find_word(language, "group.none").value_or(name));
  if (by == Dimension::product || name == "current") return value_word(language, name);
  return name;
}

}  // namespace

std::string render_portfolio(Dimension by,
                             const std::map<std::string, std::vector<int64_t>>& totals,
                             uint16_t currency, Language language) {
  const Sorted all = sorted(by, totals, currency);
  const auto order = order_of(by, all.groups);
  JsonWriter out;
  out.begin_object().key("data").begin_object().member("by", enum_name(by));
  out.key("currencies").begin_array();
  for (const uint16_t one : all.currencies) out.text(code_of(one));
  out.end_array().key("order").begin_array();
  for (const auto& name : order) out.text(name);
  out.end_array().key("groups").begin_object();
  for (const auto& name : order) write_data(out.key(name), all.groups.at(name));
  out.end_object();
  write_data(out.key("totals"), all.all);
  out.end_object().key("text").begin_object().key("groups").begin_object();
  for (const auto& name : order)
    write_text(out.key(name), label_of(by, name, language), all.groups.at(name), language);
  out.end_object();
  write_text(out.key("totals"), {}, all.all, language);
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
