// One loan life of the oracle (its README.md says what the fields mean), read from a line of JSON.
#pragma once

#include <simdjson.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/base/time.h"

namespace dossier::test::oracle {

// A JSON value that outlives its parser: objects, lists, texts, numbers as texts, flags, null.
struct Json {
  enum class Kind : uint8_t { null, flag, number, text, list, object } kind = Kind::null;
  std::string text;
  bool flag = false;
  std::vector<Json> items;
  std::map<std::string, Json> members;

  const Json& operator[](std::string_view name) const;
  bool has(std::string_view name) const;
  bool is_null() const { return kind == Kind::null; }
  int64_t integer() const { return std::stoll(text); }
  int64_t minor() const;  // "10.50" is 1050
  Date date() const;
};

// Every line of `folder`/cases.jsonl.
std::vector<Json> read_cases(const std::string& folder);

}  // namespace dossier::test::oracle
