#include "log_format.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>

#include <algorithm>
#include <vector>

#include "dossier/base/json.h"
#include "dossier/base/time.h"

namespace dossier::cli {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

// "name=value", with a name of the log's own and not of the line.
bool is_field(std::string_view word) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos || !is_name(word.substr(0, equals))) return false;
  const std::string_view name = word.substr(0, equals);
  return name != "time" && name != "level" && name != "message";
}

// A JSON number, short enough for everybody's.
bool is_number(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 15 &&
           std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(whole) || (whole.size() > 1 && whole[0] == '0')) return false;
  return point == std::string_view::npos || digits(text.substr(point + 1));
}

// Takes the fields from the end of the message, in their order.
std::vector<std::string_view> take_fields(std::string_view& message) {
  std::vector<std::string_view> fields;
  while (true) {
    const size_t space = message.rfind(' ');
    if (space == std::string_view::npos || !is_field(message.substr(space + 1))) break;
    fields.push_back(message.substr(space + 1));
    message = message.substr(0, space);
  }
  std::ranges::reverse(fields);
  return fields;
}

class JsonFormat final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    std::string_view message(line.payload.data(), line.payload.size());
    const auto fields = take_fields(message);
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(line.time.time_since_epoch());
    const auto level = spdlog::level::to_string_view(line.level);
    JsonWriter json;
    json.begin_object().member("time", to_string(Instant{micros.count()}));
    json.member("level", std::string_view(level.data(), level.size()));
    json.member("message", message);
    for (const std::string_view field : fields) {
      const size_t equals = field.find('=');
      const std::string_view value = field.substr(equals + 1);
      json.key(field.substr(0, equals));
      if (is_number(value))
        json.raw(value);
      else
        json.text(value);
    }
    json.end_object();
    const std::string& text = json.str();
    out.append(text.data(), text.data() + text.size());
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormat>();
  }
};

}  // namespace

std::unique_ptr<spdlog::formatter> text_format() {
  return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                                                     spdlog::pattern_time_type::utc);
}

std::unique_ptr<spdlog::formatter> json_format() { return std::make_unique<JsonFormat>(); }

}  // namespace dossier::cli
