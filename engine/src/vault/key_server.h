// Gives the holder's keys to other processes of the same user. A thread accepts, and one serves
// each connection; there are few.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

#include "vault/key_holder.h"
#include "vault/key_wire.h"

namespace dossier::engine {

class KeyServer {
 public:
  // The holder outlives the server. Errors: io.
  static Result<std::unique_ptr<KeyServer>> start(KeyHolder& holder, const std::string& path);
  ~KeyServer();

  // Destroys the owner's keys, and returns when no client can have them in memory any more.
  Status destroy(std::string_view owner);

 private:
  KeyServer(KeyHolder& holder, Socket listening)
      : holder_(holder), listening_(std::move(listening)) {}
  void accept_all();
  void serve(const Socket& client);
  std::string answer(std::string_view request);
  Status ensure(ByteReader& in, ByteWriter& out);

  KeyHolder& holder_;
  const Socket listening_;
  std::atomic<bool> ending_ = false;
  std::atomic<bool> had_clients_ = false;
  std::thread acceptor_;
  std::list<std::thread> serving_;  // the acceptor's, until it has ended
};

}  // namespace dossier::engine
