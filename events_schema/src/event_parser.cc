// The doors of JSON. An event is read in two steps: its attributes, with `data` left as text, then
// the data by its type, so that the order of members does not matter.
#include <simdjson.h>

#include <cstring>

#include "dossier/events/flatbuffer.h"
#include "dossier/events/json.h"
#include "envelope.h"
#include "fault.h"
#include "json_reader.h"

namespace dossier::events {
namespace od = simdjson::ondemand;

struct EventParser::Impl {
  ParseOptions options;
  od::parser batch_parser;
  od::parser envelope_parser;
  od::parser data_parser;
  std::string padded;  // the input, with the spare bytes that simdjson reads over

  explicit Impl(ParseOptions given) : options(given) {}

  std::string_view pad(std::string_view text) {
    padded.resize(text.size() + simdjson::SIMDJSON_PADDING);
    std::memcpy(padded.data(), text.data(), text.size());
    std::memset(padded.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    return {padded.data(), text.size()};
  }

  Result<ParsedEvent> event(std::string_view padded_text);
  Result<ParsedEvent> envelope(std::string_view padded_text, std::string_view& data);
  Status data(std::string_view padded_text, const TypeDescriptor& type, Tree& tree);
  Status size(std::string_view text) const;
};

namespace {

simdjson::padded_string_view view(std::string_view padded_text) {
  return simdjson::padded_string_view(padded_text.data(), padded_text.size(),
                                      padded_text.size() + simdjson::SIMDJSON_PADDING);
}

// Opens the one object of a text. Errors: invalid, where it is something else.
Status open_object(od::parser& parser, std::string_view padded_text, od::document& document,
                   od::object& object) {
  if (const auto code = parser.iterate(view(padded_text)).get(document))
    return std::unexpected(syntax_fault(code));
  if (document.get_object().get(object)) return std::unexpected(fault("must be an object"));
  return {};
}

// After the last member nothing may follow.
Status at_end(od::document& document) {
  if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return {};
  return std::unexpected(fault("is not valid JSON", "something follows the end of the object"));
}

// The text of a member's object, unread.
Status raw_object(od::value value, std::string_view& out) {
  od::object object;
  if (value.get_object().get(object))
    return std::unexpected(fault(fmt::format("must be an object, is {}", found_name(value))));
  if (const auto code = object.raw_json().get(out)) return std::unexpected(syntax_fault(code));
  return {};
}

Status read_attribute(std::string_view name, od::value value, Envelope& out) {
  std::string_view text;
  if (value.get_string().get(text)) {
    Error error = fault(fmt::format("must be a string, is {}", found_name(value)));
    return std::unexpected(sayable(name) ? under(name, std::move(error)) : error);
  }
  return out.put(name, text);
}

Status read_member(od::field& field, Envelope& out, std::string_view& data) {
  std::string_view name;
  if (const auto code = field.unescaped_key().get(name)) return std::unexpected(syntax_fault(code));
  if (name != "data") return read_attribute(name, field.value(), out);
  if (data.data() != nullptr) return std::unexpected(under("data", fault("stands twice")));
  auto status = raw_object(field.value(), data);
  if (!status) return std::unexpected(under("data", std::move(status.error())));
  return status;
}

}  // namespace

Status EventParser::Impl::size(std::string_view text) const {
  if (text.size() <= options.event_bytes_max) return {};
  return fail(ErrorCode::too_large,
              fmt::format("an event is at most {} bytes", options.event_bytes_max), "",
              "split it, or send documents as references");
}

Result<ParsedEvent> EventParser::Impl::envelope(std::string_view padded_text,
                                                std::string_view& data_text) {
  od::document document;
  od::object object;
  DOSSIER_TRY(open_object(envelope_parser, padded_text, document, object));
  Envelope attributes;
  for (auto member : object) {
    od::field field;
    if (const auto code = std::move(member).get(field)) return std::unexpected(syntax_fault(code));
    DOSSIER_TRY(read_member(field, attributes, data_text));
  }
  DOSSIER_TRY(at_end(document));
  return attributes.open(options, data_text.size());
}

Status EventParser::Impl::data(std::string_view padded_text, const TypeDescriptor& type,
                               Tree& tree) {
  od::document document;
  od::object object;
  auto status = open_object(data_parser, padded_text, document, object);
  if (status) status = read_json(object, tree);
  if (status) status = at_end(document);
  if (!status) return std::unexpected(under("data", std::move(status.error())));
  return check(type, tree.root(), {.trusted = options.trusted, .check_utf8 = false});
}

Result<ParsedEvent> EventParser::Impl::event(std::string_view padded_text) {
  DOSSIER_TRY(size(padded_text));
  std::string_view data_text;
  auto parsed = envelope(padded_text, data_text);
  if (!parsed) return parsed;
  if (data_text.data() == nullptr) return fail(ErrorCode::invalid, "is missing", "data");
  DOSSIER_TRY(data(data_text, *parsed->type, parsed->data));
  return parsed;
}

EventParser::EventParser(ParseOptions options) : impl_(std::make_unique<Impl>(options)) {}
EventParser::~EventParser() = default;
EventParser::EventParser(EventParser&&) noexcept = default;
EventParser& EventParser::operator=(EventParser&&) noexcept = default;

Result<ParsedEvent> EventParser::parse_cloud_event(std::string_view json) {
  DOSSIER_TRY(impl_->size(json));
  return impl_->event(impl_->pad(json));
}

Result<std::vector<Result<ParsedEvent>>> EventParser::parse_batch(std::string_view json) {
  od::document document;
  od::array array;
  if (const auto code = impl_->batch_parser.iterate(view(impl_->pad(json))).get(document))
    return std::unexpected(syntax_fault(code));
  if (document.get_array().get(array)) return std::unexpected(fault("must be an array of events"));
  std::vector<Result<ParsedEvent>> out;
  for (auto entry : array) {
    od::value value;
    if (const auto code = std::move(entry).get(value)) return std::unexpected(syntax_fault(code));
    std::string_view text;
    auto status = raw_object(value, text);
    out.push_back(status ? impl_->event(text) : std::unexpected(std::move(status.error())));
  }
  DOSSIER_TRY(at_end(document));
  return out;
}

Result<ParsedEvent> EventParser::parse_binary(std::span<const Attribute> attributes,
                                              DataFormat format, std::string_view data) {
  DOSSIER_TRY(impl_->size(data));
  Envelope envelope;
  for (const auto& [name, value] : attributes) {
    if (!simdjson::validate_utf8(value.data(), value.size()))
      return fail(ErrorCode::invalid, "is not valid UTF-8", sayable(name) ? std::string(name) : "");
    DOSSIER_TRY(envelope.put(name, value));
  }
  auto parsed = envelope.open(impl_->options, data.size());
  if (!parsed) return parsed;
  if (format == DataFormat::json) {
    DOSSIER_TRY(impl_->data(impl_->pad(data), *parsed->type, parsed->data));
    return parsed;
  }
  DOSSIER_ASSIGN(parsed->data, read(*parsed->type, data, {.refuse_unknown = true}));
  DOSSIER_TRY(check(*parsed->type, parsed->data.root(), {.trusted = impl_->options.trusted}));
  return parsed;
}

Result<Tree> EventParser::parse_data(const TypeDescriptor& type, std::string_view json) {
  DOSSIER_TRY(impl_->size(json));
  Tree tree(*type.table, json.size());
  DOSSIER_TRY(impl_->data(impl_->pad(json), type, tree));
  return tree;
}

}  // namespace dossier::events
