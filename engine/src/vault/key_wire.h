// What holder and clients of a vault say to each other over its Unix socket
// (docs/formats/vault.md): frames of a big-endian u32 length and so many bytes, a request and its
// answer in turn.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/bytes.h"
#include "dossier/base/error.h"
#include "vault/key_cache.h"

namespace dossier::engine {

// How long a client may use a key from its memory after it last asked for it or for the epoch. A
// holder that destroys keys answers only when this has passed.
inline constexpr std::chrono::milliseconds kKeyLease{2000};

enum class KeyRequest : uint8_t { epoch = 1, keys = 2, ensure = 3, destroy = 4 };

// A connected or listening socket, closed with its owner.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();
  int get() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

std::string socket_path(const std::string& vault);
// Errors: unavailable.
Result<Socket> connect_to(const std::string& path);
// Mode 0600; what an ended holder left there goes. Errors: io.
Result<Socket> listen_at(const std::string& path);

// False where the other side left, or does not go on within `most`.
bool send_frame(const Socket& socket, std::string_view body);
std::optional<std::string> receive_frame(const Socket& socket, std::chrono::milliseconds most);

void write_keys(ByteWriter& out, const OwnerKeysRef& keys);
// Null: no entry. A broken text turns the reader to failed.
OwnerKeysRef read_keys(ByteReader& in);

void write_error(ByteWriter& out, const Error& error);
Error read_error(ByteReader& in);

}  // namespace dossier::engine
