#include "dossier/fold/json.h"

namespace dossier::fold {

void write_json(JsonWriter& out, Money value) {
  const CurrencyInfo* currency = find_currency(value.currency);
  out.begin_object().member("amount", format_amount(value));
  out.member("currency", currency == nullptr ? std::string_view() : currency->code);
  out.end_object();
}

void write_json(JsonWriter& out, const SealedFields& value) {
  out.begin_array();
  for (const auto& [name, field] : value.fields) out.text(name);
  out.end_array();
}

void write_json(JsonWriter& out, const SealedBox& value) { out.integer(value.origin.value); }

void SchemaOf<Money>::write(JsonWriter& out) {
  out.raw(R"({"type":"object","properties":{"amount":{"type":"string","format":"decimal",)"
          R"("pattern":"^-?[0-9]+(\\.[0-9]+)?$","examples":["214500.00"]},)"
          R"("currency":{"type":"string","examples":["JMD"]}},"required":["amount","currency"]})");
}

void SchemaOf<SealedFields>::write(JsonWriter& out) {
  out.begin_object().member("type", "array");
  out.member("description",
             "Names of the personal fields that are there; their values are in text.");
  out.key("items").begin_object().member("type", "string").end_object().end_object();
}

}  // namespace dossier::fold
