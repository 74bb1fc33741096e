#include "dossier/portfolio/groups.h"

#include <array>

#include "dossier/base/bytes.h"
#include "dossier/loans/delinquency.h"

namespace dossier::portfolio {
namespace {

constexpr std::array kDimensions = {Dimension::all, Dimension::bucket, Dimension::branch,
                                    Dimension::officer, Dimension::product};

}  // namespace

std::string_view enum_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::all: return "all";
    case Dimension::bucket: return "bucket";
    case Dimension::branch: return "branch";
    case Dimension::officer: return "officer";
    case Dimension::product: return "product";
  }
  return "";
}

std::optional<Dimension> find_dimension(std::string_view name) {
  for (const Dimension dimension : kDimensions)
    if (enum_name(dimension) == name) return dimension;
  return std::nullopt;
}

std::string dimension_prefix(Dimension dimension) {
  return {static_cast<char>(static_cast<uint8_t>(dimension))};
}

void write_group_key(ByteWriter& out, Dimension dimension, std::string_view value,
                     uint16_t currency) {
  out.clear();
  out.u8(static_cast<uint8_t>(dimension));
  out.raw(value);
  out.u8(0);
  out.big16(currency);
}

std::string group_key(const Group& group) {
  ByteWriter out;
  write_group_key(out, group.dimension, group.value, group.currency);
  return out.take();
}

std::optional<Group> parse_group(std::string_view key) {
  constexpr size_t kEndBytes = 3;
  if (key.size() < 1 + kEndBytes || static_cast<uint8_t>(key[0]) >= kDimensions.size())
    return std::nullopt;
  ByteReader end(key.substr(key.size() - kEndBytes));
  if (end.u8() != 0) return std::nullopt;
  return Group{static_cast<Dimension>(key[0]),
               std::string(key.substr(1, key.size() - 1 - kEndBytes)), end.big16()};
}

Figures figures_of(const std::vector<int64_t>& figures) {
  Figures out;
  size_t i = 0;
  fold::for_each_field(out, [&](std::string_view, int64_t& field) {
    if (i < figures.size()) field = figures[i++];
  });
  return out;
}

std::vector<std::string> bucket_names() {
  const loans::Buckets buckets;
  std::vector<std::string> names;
  for (size_t i = 0; i <= buckets.from_days.size(); ++i)
    names.push_back(buckets.name(static_cast<int32_t>(i)));
  return names;
}

}  // namespace dossier::portfolio
