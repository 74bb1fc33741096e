#include "envelope.h"

#include <algorithm>

#include "fault.h"

namespace dossier::events {
namespace {

enum : size_t { kSpecVersion, kId, kSource, kType, kSubject, kTime, kContentType, kFirstExtension };

constexpr std::array<std::string_view, 13> kNames = {
    "specversion",     "id",           "source",   "type",          "subject",     "time",
    "datacontenttype", "partitionkey", "sequence", "correlationid", "causationid", "traceparent",
    "dataschema"};

constexpr size_t kAttributeBytesMax = 256;

bool control_free(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// The characters of a URI reference (RFC 3986), no more.
bool uri_reference(std::string_view text) {
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=%";
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

Status check_text(std::string_view name, std::string_view value) {
  if (value.empty() || value.size() > kAttributeBytesMax || !control_free(value))
    return fail(ErrorCode::invalid,
                fmt::format("must be 1 to {} bytes without control characters", kAttributeBytesMax),
                std::string(name));
  return {};
}

Status check_source(std::string_view source, bool trusted) {
  DOSSIER_TRY(check_text("source", source));
  if (!uri_reference(source))
    return fail(ErrorCode::invalid, "must be a URI reference", "source", "as /core/payments");
  if (source.starts_with("dossier:") && !trusted)
    return fail(ErrorCode::refused, "only Dossier itself uses a source of dossier:", "source",
                "use the name of your own system");
  return {};
}

bool json_type(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type == "application/json" || type == "application/x-flatbuffers" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

Result<Subject> open_subject(std::string_view text, const TypeDescriptor& type, bool trusted) {
  auto subject = Subject::parse(text);
  if (!subject) return subject;
  if (subject->kind() == "control" && !trusted)
    return fail(ErrorCode::refused, "only Dossier itself writes to subjects of kind control",
                "subject");
  if (!type.allows_subject(subject->kind()))
    return fail(ErrorCode::invalid, "this type is not for a subject of this kind", "subject",
                fmt::format("its kinds: {}", fmt::join(type.subject_kinds, ", ")));
  return subject;
}

Error missing(std::string_view name) {
  return {ErrorCode::invalid, "is missing", std::string(name), "CloudEvents 1.0 asks for it"};
}

}  // namespace

Status Envelope::put(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    const bool base64 = name == "data_base64";
    return fail(ErrorCode::invalid,
                base64 ? "data in base64 is not read" : "no attribute of this name is carried",
                sayable(name) ? std::string(name) : std::string(),
                base64 ? "send `data` as JSON"
                       : "extensions: partitionkey, sequence, correlationid, "
                         "causationid, traceparent");
  }
  auto& slot = values_[static_cast<size_t>(found - kNames.begin())];
  if (slot) return fail(ErrorCode::invalid, "stands twice", std::string(name));
  slot = value;
  return {};
}

Result<ParsedEvent> Envelope::open(const ParseOptions& options, size_t size_hint) const {
  for (const size_t needed : {kSpecVersion, kType, kSource, kSubject})
    if (!values_[needed]) return std::unexpected(missing(kNames[needed]));
  if (*values_[kSpecVersion] != "1.0")
    return fail(ErrorCode::invalid, "must be \"1.0\"", "specversion");
  DOSSIER_ASSIGN(const TypeDescriptor* type, type_of(*values_[kType], options.trusted));
  DOSSIER_TRY(check_source(*values_[kSource], options.trusted));
  if (values_[kContentType] && !json_type(*values_[kContentType]))
    return fail(ErrorCode::invalid, "is not read here", "datacontenttype", "application/json");
  ParsedEvent event{{}, std::string(*values_[kSource]), type, {}, {},
                    {}, Tree(*type->table, size_hint)};
  DOSSIER_ASSIGN(event.subject, open_subject(*values_[kSubject], *type, options.trusted));
  if (values_[kId]) {
    DOSSIER_TRY(check_text("id", *values_[kId]));
    event.id = *values_[kId];
  }
  if (values_[kTime]) {
    auto time = parse_instant(*values_[kTime]);
    if (!time) return fail(ErrorCode::invalid, time.error().message, "time", time.error().remedy);
    event.time = *time;
  }
  for (size_t i = kFirstExtension; i < kCount; ++i) {
    if (!values_[i]) continue;
    DOSSIER_TRY(check_text(kNames[i], *values_[i]));
    event.extensions.emplace_back(kNames[i], *values_[i]);
  }
  return event;
}

}  // namespace dossier::events
