// Keys from the process that holds the vault. Those in memory are used for a short lease only,
// which a thread renews by asking for the epoch: after a destruction none is used any more.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "vault/key_source.h"
#include "vault/key_wire.h"

namespace dossier::engine {

class KeyClient final : public KeySource {
 public:
  // Errors: unavailable (no holder listens there).
  static Result<std::unique_ptr<KeyClient>> connect(const std::string& path);
  ~KeyClient() override;

  // Errors of all: also unavailable, where the holder left or does not answer.
  Result<OwnerKeysRef> keys(std::string_view owner) override;
  Status ensure(std::span<const std::string> owners) override;
  Status destroy(std::string_view owner) override;
  uint64_t epoch() override { return epoch_; }

  bool lost() const { return lost_; }  // the holder left: this client is of no more use

 private:
  using Clock = std::chrono::steady_clock;
  explicit KeyClient(Socket socket);
  // The body of the answer; takes note of the epoch.
  Result<std::string> ask(std::string_view request, std::chrono::milliseconds most);
  bool leased() const;
  void renew();

  KeyCache cache_;
  std::atomic<uint64_t> epoch_{0};
  std::atomic<Clock::time_point> asked_{};  // when the last question that was answered was sent
  std::atomic<bool> lost_ = false;

  std::mutex mutex_;  // of the connection
  Socket socket_;
  std::mutex ending_mutex_;
  std::condition_variable ending_changed_;
  bool ending_ = false;
  std::thread renewing_;
};

}  // namespace dossier::engine
