#include "oracle/case.h"

#include "dossier/base/ensure.h"
#include "dossier/base/money.h"

namespace dossier::test::oracle {
namespace {

Json copied(simdjson::dom::element element) {
  using simdjson::dom::element_type;
  Json json;
  switch (element.type()) {
    case element_type::OBJECT:
      json.kind = Json::Kind::object;
      for (const auto& [key, value] : simdjson::dom::object(element))
        json.members.emplace(key, copied(value));
      break;
    case element_type::ARRAY:
      json.kind = Json::Kind::list;
      for (const auto& item : simdjson::dom::array(element)) json.items.push_back(copied(item));
      break;
    case element_type::STRING:
      json.kind = Json::Kind::text;
      json.text = std::string_view(element);
      break;
    case element_type::BOOL:
      json.kind = Json::Kind::flag;
      json.flag = bool(element);
      break;
    case element_type::NULL_VALUE: break;
    default: json.kind = Json::Kind::number; json.text = simdjson::minify(element);
  }
  return json;
}

}  // namespace

const Json& Json::operator[](std::string_view name) const {
  static const Json kNone;
  const auto found = members.find(std::string(name));
  return found == members.end() ? kNone : found->second;
}

bool Json::has(std::string_view name) const { return members.contains(std::string(name)); }

int64_t Json::minor() const {
  const auto value = parse_decimal(text, 2);
  ENSURE(value.has_value(), "no amount: {}", text);
  return *value;
}

Date Json::date() const {
  const auto value = parse_date(text);
  ENSURE(value.has_value(), "no date: {}", text);
  return *value;
}

std::vector<Json> read_cases(const std::string& folder) {
  std::vector<Json> cases;
  simdjson::dom::parser parser;
  simdjson::dom::document_stream lines;
  const auto text = simdjson::padded_string::load(folder + "/cases.jsonl");
  if (text.error() != simdjson::SUCCESS) return cases;
  const auto error = parser.parse_many(text.value_unsafe(), size_t{64} << 20).get(lines);
  ENSURE(!error, "{}", simdjson::error_message(error));
  for (auto line : lines) cases.push_back(copied(line.value()));
  return cases;
}

}  // namespace dossier::test::oracle
