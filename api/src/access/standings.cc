#include "access/standings.h"

#include "dossier/profile/slice.h"

namespace dossier::api {

Result<Standings::Standing> Standings::read(const engine::Engine& engine, const Subject& customer) {
  constexpr std::array<fold::Slot, 1> kSlots = {profile::kSlot};
  DOSSIER_ASSIGN(const auto view, engine.read(customer, kSlots));
  Standing out;
  out.version = view.version;
  const auto* slice = view.find<profile::ProfileSlice>(profile::kSlot);
  if (slice == nullptr) return out;
  const auto& standing = slice->get<profile::Standing>();
  out.branch = standing.branch_id;
  size_t at = 0;
  for (const auto& [role, officer] : standing.officers)
    if (at < out.assigned.size()) out.assigned[at++] = officer.id;
  return out;
}

Result<bool> Standings::reaches(const engine::Engine& engine, const Policy& policy,
                                const Principal& who, const Subject& customer,
                                const engine::SubjectView& view) {
  if (!view.exists) return false;
  if (policy.reach(who.role) == Reach::all) return true;
  Shard& shard = shards_[std::hash<std::string>()(customer.key()) % kShards];
  {
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.by_subject.find(customer.key());
    if (found != shard.by_subject.end() && found->second.version == view.version)
      return policy.reaches(who, found->second.belonging());
  }
  DOSSIER_ASSIGN(Standing standing, read(engine, customer));
  const bool reached = policy.reaches(who, standing.belonging());
  const std::lock_guard lock(shard.mutex);
  if (shard.by_subject.size() >= kEntriesMax) shard.by_subject.clear();
  shard.by_subject[customer.key()] = std::move(standing);
  return reached;
}

Result<bool> Standings::reaches(const engine::Engine& engine, const Policy& policy,
                                const Principal& who, const Subject& customer) {
  DOSSIER_ASSIGN(const auto view, engine.read(customer, {}));
  return reaches(engine, policy, who, customer, view);
}

}  // namespace dossier::api
