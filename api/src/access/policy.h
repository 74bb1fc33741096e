// The policy: who may call which operation, who reaches which customers, who sees which field. Read
// from one file (deploy/policy.toml says its form). Constant once parsed; any thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"
#include "dossier/render/masks.h"

namespace dossier::api {

enum class Reach : uint8_t { none, assigned, branch, all };

// To whom a customer belongs, as far as reach goes.
struct Belonging {
  std::string_view branch;
  std::array<std::string_view, 3> assigned;  // officer, relationship manager, collection agent
};

class Policy {
 public:
  // `operations`: every name that the API knows; another one in the text is a fault, so that a
  // misspelt line is told. Errors: invalid, with what and where.
  static Result<Policy> parse(std::string_view toml,
                              const std::vector<std::string_view>& operations);
  // The text that is built in.
  static std::string_view built_in();

  bool allows(Role role, std::string_view operation) const;
  // The roles that hold the operation, for people: "compliance, auditor, admin".
  std::string holders(std::string_view operation) const;
  std::string_view granted_by() const { return granted_by_; }
  Reach reach(Role role) const { return reach_[static_cast<size_t>(role)]; }
  bool reaches(const Principal& who, const Belonging& belonging) const;
  const render::Masks& masks(Role role) const { return masks_[static_cast<size_t>(role)]; }
  // Whether that publisher may use that `source`.
  bool may_use(const Principal& who, std::string_view source) const;
  // Nothing where the user has no role.
  std::optional<Role> socket_role(std::string_view user) const;
  // Differs where the text does: part of every ETag.
  std::string_view version() const { return version_; }

 private:
  using RoleSet = uint16_t;  // a bit a role
  friend class PolicyReader;

  std::map<std::string, RoleSet, std::less<>> operations_;
  std::array<Reach, kRoles> reach_{};
  std::array<render::Masks, kRoles> masks_{};
  std::map<std::string, std::vector<std::string>, std::less<>> sources_;
  std::map<std::string, Role, std::less<>> socket_;
  std::string granted_by_ = "admin";
  std::string version_;
};

std::string_view enum_name(Role role);
std::optional<Role> find_role(std::string_view name);

}  // namespace dossier::api
