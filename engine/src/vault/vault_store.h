// The vault's entries on disk. Reads are safe from any thread; its writes are for one at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "dossier/base/error.h"
#include "records/rocks.h"

namespace dossier::engine {

class VaultStore {
 public:
  static Result<VaultStore> open(const std::string& path);

  // Nothing where there is no such key.
  Result<std::optional<std::string>> get(std::string_view key) const;
  bool empty() const;
  // One synced batch.
  Status put(std::span<const std::pair<std::string, std::string>> entries);
  // Rewrites the files that may hold older values of the key, and drops the write-ahead logs: when
  // it returns, they are off the folder. To be called right after put(); no one may write
  // meanwhile.
  Status forget_older(std::string_view key);

 private:
  VaultStore(std::string path, RocksStore store)
      : path_(std::move(path)), store_(std::move(store)) {}
  Result<bool> obsolete_files_left() const;

  std::string path_;
  RocksStore store_;
};

}  // namespace dossier::engine
