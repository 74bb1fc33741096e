// Keys of a vault that several processes share: this one holds the store, or asks the one that
// does. Who holds it is decided by the lock of the store, so there is never more than one.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>

#include "vault/key_client.h"
#include "vault/key_server.h"

namespace dossier::engine {

class SharedKeys final : public KeySource {
 public:
  // Errors: unavailable (held by a process that does not answer), refused, io, corrupt.
  static Result<std::unique_ptr<SharedKeys>> open(const std::string& path, const Key256& master);
  ~SharedKeys() override { wipe(master_); }

  Result<OwnerKeysRef> keys(std::string_view owner) override;
  Status ensure(std::span<const std::string> owners) override;
  Status destroy(std::string_view owner) override;
  uint64_t epoch() override;

 private:
  // What this process is: one of both.
  struct Role {
    std::unique_ptr<KeyHolder> holder;
    std::unique_ptr<KeyServer> server;  // of the holder
    std::unique_ptr<KeyClient> client;
  };
  using RolePtr = std::shared_ptr<Role>;

  SharedKeys(std::string path, const Key256& master) : path_(std::move(path)), master_(master) {}
  Result<RolePtr> find_role() const;
  // The role, a new one where the holder has left.
  Result<RolePtr> role();
  template <class Ask>
  auto with_role(Ask ask) -> decltype(ask(std::declval<Role&>()));

  const std::string path_;
  Key256 master_;
  std::mutex finding_;  // one at a time looks for a new role
  std::shared_mutex mutex_;
  RolePtr role_;  // guarded by mutex_
};

}  // namespace dossier::engine
