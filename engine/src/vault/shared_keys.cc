#include "vault/shared_keys.h"

namespace dossier::engine {
namespace {

constexpr int kTries = 100;
constexpr std::chrono::milliseconds kPause{50};

}  // namespace

Result<std::unique_ptr<SharedKeys>> SharedKeys::open(const std::string& path,
                                                     const Key256& master) {
  std::unique_ptr<SharedKeys> keys(new SharedKeys(path, master));
  DOSSIER_ASSIGN(keys->role_, keys->find_role());
  return keys;
}

// Between a holder that ends and one that begins, neither the lock nor the socket may be had.
Result<SharedKeys::RolePtr> SharedKeys::find_role() const {
  Error last;
  for (int i = 0; i < kTries; ++i) {
    auto role = std::make_shared<Role>();
    auto holder = KeyHolder::open(path_, master_);
    if (holder) {
      role->holder = std::move(*holder);
      DOSSIER_ASSIGN(role->server, KeyServer::start(*role->holder, socket_path(path_)));
      return role;
    }
    if (holder.error().code != ErrorCode::unavailable) return std::unexpected(holder.error());
    auto client = KeyClient::connect(socket_path(path_));
    if (client) {
      role->client = std::move(*client);
      return role;
    }
    last = client.error();
    std::this_thread::sleep_for(kPause);
  }
  return std::unexpected(last);
}

Result<SharedKeys::RolePtr> SharedKeys::role() {
  const auto usable = [this]() -> RolePtr {
    const std::shared_lock lock(mutex_);
    return role_->client == nullptr || !role_->client->lost() ? role_ : nullptr;
  };
  if (RolePtr now = usable()) return now;
  const std::lock_guard one(finding_);
  if (RolePtr now = usable()) return now;
  DOSSIER_ASSIGN(RolePtr found, find_role());
  const std::unique_lock lock(mutex_);
  role_ = std::move(found);
  return role_;
}

// Asks again once, where the holder has left meanwhile: no request harms when it is done twice.
template <class Ask>
auto SharedKeys::with_role(Ask ask) -> decltype(ask(std::declval<Role&>())) {
  for (const bool again : {false, true}) {
    DOSSIER_ASSIGN(const RolePtr now, role());
    auto answer = ask(*now);
    const bool left = !answer && now->client != nullptr && now->client->lost();
    if (!left || again) return answer;
  }
  return std::unexpected(Error{});
}

Result<OwnerKeysRef> SharedKeys::keys(std::string_view owner) {
  return with_role([&](Role& role) {
    return role.holder ? role.holder->keys(owner) : role.client->keys(owner);
  });
}

Status SharedKeys::ensure(std::span<const std::string> owners) {
  return with_role([&](Role& role) {
    return role.holder ? role.holder->ensure(owners) : role.client->ensure(owners);
  });
}

Status SharedKeys::destroy(std::string_view owner) {
  return with_role([&](Role& role) {
    return role.holder ? role.server->destroy(owner) : role.client->destroy(owner);
  });
}

uint64_t SharedKeys::epoch() {
  const std::shared_lock lock(mutex_);
  return role_->holder ? role_->holder->epoch() : role_->client->epoch();
}

}  // namespace dossier::engine
