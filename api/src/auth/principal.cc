#include "dossier/api/principal.h"

#include <algorithm>
#include <array>

namespace dossier::api {
namespace {

constexpr std::array<std::string_view, kRoles> kNames = {"officer", "agent",      "supervisor",
                                                         "manager", "compliance", "auditor",
                                                         "admin",   "data",       "publisher"};

}  // namespace

std::string_view name_of(Role role) { return kNames[static_cast<size_t>(role)]; }

std::optional<Role> role_of(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Role>(found - kNames.begin());
}

}  // namespace dossier::api
