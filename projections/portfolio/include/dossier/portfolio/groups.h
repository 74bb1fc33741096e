// The portfolio across customers: what each contributes, by bucket, branch, officer and product, in
// each currency apart. Names of groups and what their figures mean. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/fold/fields.h"
#include "dossier/fold/projection.h"

namespace dossier::portfolio {

inline constexpr fold::Slot kSlot = 7;

// Stored: add at the end.
enum class Dimension : uint8_t { all, bucket, branch, officer, product };
std::string_view enum_name(Dimension dimension);
std::optional<Dimension> find_dimension(std::string_view name);

struct Group {
  Dimension dimension = Dimension::all;
  std::string value;      // "31-60", a branch's id, "auto_loan"; empty: not known
  uint16_t currency = 0;  // 0: of all loans, counts alone
  auto operator<=>(const Group&) const = default;
};

// As totals know it; those of one dimension begin alike.
std::string group_key(const Group& group);
// The same into a writer, which is emptied first.
void write_group_key(ByteWriter& out, Dimension dimension, std::string_view value,
                     uint16_t currency);
std::string dimension_prefix(Dimension dimension);
std::optional<Group> parse_group(std::string_view key);

// In the order of a contribution's figures; amounts in minor units of the group's currency.
struct Figures {
  int64_t customers = 0;
  int64_t loans = 0;        // paid out, and neither closed, written off nor settled
  int64_t outstanding = 0;  // all that is still to be paid by their schedules
  int64_t principal = 0;    // of it: lent and not paid back
  int64_t arrears = 0;      // of it: overdue
  DOSSIER_FIELDS(customers, loans, outstanding, principal, arrears);
};
Figures figures_of(const std::vector<int64_t>& figures);

// Buckets in order of severity.
std::vector<std::string> bucket_names();

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::portfolio
