// Reads flatc's binary schemas into the one picture. The files are our own build's, so they are
// verified once and then trusted.
#include <flatbuffers/reflection.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "schema.h"

namespace dossier::schema {
namespace {

using reflection::BaseType;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class Entries>
Attributes attributes_of(const Entries* entries) {
  Attributes out;
  if (entries == nullptr) return out;
  for (const auto* entry : *entries)
    out[entry->key()->str()] = entry->value() == nullptr ? "" : entry->value()->str();
  return out;
}

template <class Lines>
std::string doc_of(const Lines* lines) {
  std::string out;
  if (lines == nullptr) return out;
  for (const auto* line : *lines) {
    std::string text = line->str();
    text.erase(0, text.find_first_not_of(' '));
    out += (out.empty() ? "" : " ") + text;
  }
  return out;
}

std::string scalar_name(BaseType type) {
  switch (type) {
    case reflection::Bool: return "bool";
    case reflection::Byte: return "byte";
    case reflection::UByte: return "ubyte";
    case reflection::Short: return "short";
    case reflection::UShort: return "ushort";
    case reflection::Int: return "int";
    case reflection::UInt: return "uint";
    case reflection::Long: return "long";
    case reflection::String: return "string";
    default: return "unsupported";
  }
}

bool signed_type(BaseType type) {
  return type == reflection::Byte || type == reflection::Short || type == reflection::Int ||
         type == reflection::Long;
}

// ulong and floating point have no place in an event: see docs/formats/event.md.
bool integer_type(BaseType type) { return type >= reflection::Byte && type <= reflection::Long; }

void shape_table(const reflection::Object& target, bool list, Field& field) {
  field.target = target.name()->str();
  if (target.is_struct())
    field.shape =
        !list && field.target == "dossier.event.Money" ? Shape::money : Shape::unsupported;
  else
    field.shape = list ? Shape::tables : Shape::table;
  field.type = list ? fmt::format("[{}]", field.target) : field.target;
}

void shape_vector(const reflection::Schema& in, const reflection::Type& type, Field& field) {
  if (type.element() == reflection::Obj) {
    shape_table(*in.objects()->Get(static_cast<uint32_t>(type.index())), true, field);
    return;
  }
  field.type = fmt::format("[{}]", scalar_name(type.element()));
  if (type.index() >= 0) return;  // a list of enums has no form in JSON yet
  if (type.element() == reflection::String) field.shape = Shape::texts;
  if (type.element() == reflection::UByte) field.shape = Shape::bytes;
  if (type.element() == reflection::UShort) field.shape = Shape::numbers;
}

void shape_scalar(const reflection::Schema& in, const reflection::Type& type, Field& field) {
  field.width = static_cast<uint8_t>(flatbuffers::GetTypeSize(type.base_type()));
  field.is_signed = signed_type(type.base_type());
  field.type = scalar_name(type.base_type());
  if (type.base_type() == reflection::Bool) {
    field.shape = Shape::boolean;
  } else if (integer_type(type.base_type()) && type.index() >= 0) {
    field.shape = Shape::enumeration;
    field.target = in.enums()->Get(static_cast<uint32_t>(type.index()))->name()->str();
    field.type = field.target;
  } else if (integer_type(type.base_type())) {
    field.shape = Shape::integer;
  }
}

Field field_of(const reflection::Schema& in, const reflection::Field& from) {
  Field field;
  field.name = from.name()->str();
  field.id = from.id();
  field.offset = from.offset();
  field.optional = from.optional();
  field.attributes = attributes_of(from.attributes());
  field.doc = doc_of(from.documentation());
  const reflection::Type& type = *from.type();
  if (type.base_type() == reflection::Obj)
    shape_table(*in.objects()->Get(static_cast<uint32_t>(type.index())), false, field);
  else if (type.base_type() == reflection::Vector)
    shape_vector(in, type, field);
  else if (type.base_type() == reflection::String)
    field.shape = Shape::text, field.type = "string";
  else
    shape_scalar(in, type, field);
  return field;
}

Table table_of(const reflection::Schema& in, const reflection::Object& from) {
  Table table;
  table.name = from.name()->str();
  table.is_struct = from.is_struct();
  table.attributes = attributes_of(from.attributes());
  table.doc = doc_of(from.documentation());
  for (const auto* field : *from.fields()) table.fields.push_back(field_of(in, *field));
  std::ranges::sort(table.fields, {}, &Field::id);
  return table;
}

Enum enum_of(const reflection::Enum& from) {
  Enum out{from.name()->str(),
           scalar_name(from.underlying_type()->base_type()),
           doc_of(from.documentation()),
           {}};
  for (const auto* value : *from.values())
    out.values.push_back({value->name()->str(), value->value()});
  std::ranges::sort(out.values, {}, &EnumValue::number);
  return out;
}

}  // namespace

void load_bfbs(const std::string& path, Schema& schema, Faults& faults) {
  const std::string bytes = read_file(path);
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (bytes.empty() || !reflection::VerifySchemaBuffer(verifier)) {
    faults.push_back(fmt::format("{}: not a binary schema of flatc", path));
    return;
  }
  const auto& in = *reflection::GetSchema(bytes.data());
  for (const auto* object : *in.objects()) {
    Table table = table_of(in, *object);
    schema.tables.insert_or_assign(table.name, std::move(table));
  }
  for (const auto* item : *in.enums()) {
    Enum read = enum_of(*item);
    schema.enums.insert_or_assign(read.name, std::move(read));
  }
}

void load_catalogue(const std::string& path, Schema& schema, Faults& faults) {
  std::ifstream in(path);
  if (!in) faults.push_back(fmt::format("{}: can't be read", path));
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = split(line, ' ');
    const bool digits = !parts[0].empty() && parts[0].size() <= 5 &&
                        std::ranges::all_of(parts[0], [](char c) { return c >= '0' && c <= '9'; });
    if (parts.size() != 2 || !digits)
      faults.push_back(fmt::format("{}:{}: write a code, one space, a type name", path, number));
    else
      schema.catalogue.push_back({static_cast<uint32_t>(std::stoul(parts[0])), parts[1], number});
  }
}

}  // namespace dossier::schema
