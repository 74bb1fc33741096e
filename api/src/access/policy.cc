// Read once at start and at each reload; looked up at every request.
#include "access/policy.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"

namespace dossier::api {
namespace {

constexpr std::array<std::string_view, kRoles> kRoleNames = {"officer", "agent",      "supervisor",
                                                             "manager", "compliance", "auditor",
                                                             "admin",   "data",       "publisher"};
constexpr std::array<std::string_view, 4> kReachNames = {"none", "assigned", "branch", "all"};

uint16_t bit(Role role) { return static_cast<uint16_t>(1u << static_cast<unsigned>(role)); }

std::unexpected<Error> fault(std::string_view where, std::string_view what) {
  return fail(ErrorCode::invalid, std::string(what), fmt::format("policy {}", where),
              "deploy/policy.toml shows the form");
}

bool covers(std::string_view pattern, std::string_view source) {
  if (!pattern.ends_with('*')) return pattern == source;
  return source.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

std::string_view enum_name(Role role) { return kRoleNames[static_cast<size_t>(role)]; }

std::optional<Role> find_role(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name);
  if (found == kRoleNames.end()) return std::nullopt;
  return Role(found - kRoleNames.begin());
}

// Takes the tables of the file, one after the other.
class PolicyReader {
 public:
  explicit PolicyReader(const std::vector<std::string_view>& operations)
      : known_operations_(operations) {}

  Result<Policy> read(const toml::table& file) {
    constexpr std::pair<std::string_view, Status (PolicyReader::*)(const toml::table&)> kParts[] = {
        {"groups", &PolicyReader::groups},         {"reach", &PolicyReader::reach},
        {"operations", &PolicyReader::operations}, {"grants", &PolicyReader::grants},
        {"fields", &PolicyReader::fields},         {"sources", &PolicyReader::sources},
        {"socket", &PolicyReader::socket}};
    for (const auto& [key, node] : file)
      if (std::ranges::none_of(kParts, [&](const auto& part) { return part.first == key.str(); }))
        return fault(key.str(), "is not a part of a policy");
    for (const auto& [name, take] : kParts) {
      const auto* node = file.get(name);
      if (node == nullptr) continue;
      if (!node->is_table()) return fault(name, "must be a table");
      DOSSIER_TRY((this->*take)(*node->as_table()));
    }
    return std::move(policy_);
  }

 private:
  Result<Policy::RoleSet> roles_of(const toml::node& node, std::string_view where) const {
    const auto* list = node.as_array();
    if (list == nullptr) return fault(where, "must be a list of roles and groups");
    Policy::RoleSet set = 0;
    for (const auto& item : *list) {
      const std::string name = item.value_or(std::string());
      const auto group = groups_.find(name);
      const auto role = find_role(name);
      if (group == groups_.end() && !role) return fault(where, "names a role that is not known");
      set |= role ? bit(*role) : group->second;
    }
    return set;
  }
  Status groups(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (find_role(key.str())) return fault(key.str(), "is a role, not a group");
      DOSSIER_ASSIGN(groups_[std::string(key.str())], roles_of(node, key.str()));
    }
    return {};
  }
  Status reach(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto role = find_role(key.str());
      const auto found = std::ranges::find(kReachNames, node.value_or(std::string()));
      if (!role) return fault(key.str(), "is not a role");
      if (found == kReachNames.end())
        return fault(key.str(), "must be all, branch, assigned or none");
      policy_.reach_[static_cast<size_t>(*role)] = Reach(found - kReachNames.begin());
    }
    return {};
  }
  Status operations(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (std::ranges::find(known_operations_, key.str()) == known_operations_.end())
        return fault(key.str(), "is no operation of the API");
      DOSSIER_ASSIGN(policy_.operations_[std::string(key.str())], roles_of(node, key.str()));
    }
    return {};
  }
  Status grants(const toml::table& table) {
    policy_.granted_by_ = table["by"].value_or(std::string());
    if (!find_role(policy_.granted_by_)) return fault("grants.by", "must be a role");
    return {};
  }
  Status fields(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto found = std::ranges::find(render::kFieldClassNames, key.str());
      if (found == render::kFieldClassNames.end())
        return fault(key.str(), "is not a class of fields");
      const auto* shown = node.as_table();
      if (shown == nullptr) return fault(key.str(), "must be { full = […], masked = […] }");
      const auto at = static_cast<size_t>(found - render::kFieldClassNames.begin());
      for (const auto& [how, roles] : *shown) {
        if (how.str() != "full" && how.str() != "masked")
          return fault(key.str(), "knows full and masked");
        DOSSIER_ASSIGN(const auto set, roles_of(roles, key.str()));
        const auto as = how.str() == "full" ? render::Shown::full : render::Shown::masked;
        for (size_t role = 0; role < kRoles; ++role)
          if ((set & bit(Role(role))) != 0) policy_.masks_[role].by_class[at] = as;
      }
    }
    return {};
  }
  Status sources(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto* list = node.as_array();
      if (list == nullptr) return fault(key.str(), "must be a list of sources");
      for (const auto& item : *list)
        policy_.sources_[std::string(key.str())].push_back(item.value_or(std::string()));
    }
    return {};
  }
  Status socket(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto role = find_role(node.value_or(std::string()));
      if (!role) return fault(key.str(), "must be a role");
      policy_.socket_.emplace(key.str(), *role);
    }
    return {};
  }

  const std::vector<std::string_view>& known_operations_;
  std::map<std::string, Policy::RoleSet, std::less<>> groups_;
  Policy policy_;
};

Result<Policy> Policy::parse(std::string_view text,
                             const std::vector<std::string_view>& operations) {
  try {
    const toml::table file = toml::parse(text);
    DOSSIER_ASSIGN(Policy policy, PolicyReader(operations).read(file));
    const auto digest = engine::sha256(text);
    policy.version_ = to_hex(engine::as_text(digest).substr(0, 8));
    return policy;
  } catch (const toml::parse_error& error) {
    return fault(fmt::format("line {}", error.source().begin.line), error.description());
  }
}

bool Policy::allows(Role role, std::string_view operation) const {
  const auto found = operations_.find(operation);
  return found != operations_.end() && (found->second & bit(role)) != 0;
}

std::string Policy::holders(std::string_view operation) const {
  std::string names;
  for (size_t role = 0; role < kRoles; ++role)
    if (allows(Role(role), operation))
      names.append(names.empty() ? "" : ", ").append(enum_name(Role(role)));
  return names;
}

bool Policy::reaches(const Principal& who, const Belonging& belonging) const {
  const bool assigned =
      !who.id.empty() && std::ranges::find(belonging.assigned, who.id) != belonging.assigned.end();
  switch (reach(who.role)) {
    case Reach::none: return false;
    case Reach::assigned: return assigned;
    case Reach::branch: return assigned || (!who.branch.empty() && who.branch == belonging.branch);
    case Reach::all: return true;
  }
  return false;
}

bool Policy::may_use(const Principal& who, std::string_view source) const {
  const auto own = sources_.find(who.id);
  const auto covered = [source](const std::vector<std::string>& patterns) {
    return std::ranges::any_of(patterns, [&](const auto& p) { return covers(p, source); });
  };
  return covered(who.sources) || (own != sources_.end() && covered(own->second));
}

std::optional<Role> Policy::socket_role(std::string_view user) const {
  auto found = socket_.find(user);
  if (found == socket_.end()) found = socket_.find("*");
  if (found == socket_.end()) return std::nullopt;
  return found->second;
}

}  // namespace dossier::api
