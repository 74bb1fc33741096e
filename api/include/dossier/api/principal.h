// Who asks: a person or a system that signed in. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::api {

enum class Role : uint8_t {
  officer,
  agent,
  supervisor,
  manager,
  compliance,
  auditor,
  admin,
  data,
  publisher,
};
inline constexpr size_t kRoles = 9;

// "officer", as tokens, policy and configuration name it.
std::string_view name_of(Role role);
std::optional<Role> role_of(std::string_view name);

struct Principal {
  std::string id;  // of the member of staff or of the system: "A-7"; subject "agent/A-7"
  Role role = Role::publisher;
  std::string branch;                // empty: of none
  std::vector<std::string> sources;  // that a publisher may use as `source` of its events
};

}  // namespace dossier::api
