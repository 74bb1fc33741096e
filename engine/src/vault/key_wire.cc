#include "vault/key_wire.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace dossier::engine {
namespace {

constexpr size_t kFrameBytesMax = 64u << 20;
constexpr int kWaiting = 16;

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return std::nullopt;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

std::unexpected<Error> socket_error(ErrorCode code, std::string_view action,
                                    const std::string& path) {
  return fail(
      code,
      fmt::format("the vault's socket {} cannot be {}: {}", path, action, std::strerror(errno)), {},
      "check the folder and who may use it; its path may have 100 bytes at most");
}

bool read_all(int descriptor, char* out, size_t size, std::chrono::milliseconds most) {
  while (size > 0) {
    pollfd wanted{descriptor, POLLIN, 0};
    if (poll(&wanted, 1, static_cast<int>(most.count())) <= 0) return false;
    const ssize_t got = recv(descriptor, out, size, 0);
    if (got <= 0) return false;
    out += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

bool send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string socket_path(const std::string& vault) { return vault + "/keys.sock"; }

Result<Socket> connect_to(const std::string& path) {
  const auto address = address_of(path);
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!address || !socket.open() ||
      connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0)
    return socket_error(ErrorCode::unavailable, "reached", path);
  return socket;
}

Result<Socket> listen_at(const std::string& path) {
  const auto address = address_of(path);
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  unlink(path.c_str());
  // No one may connect before the mode is set: nothing listens yet.
  if (!address || !socket.open() ||
      bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0 ||
      chmod(path.c_str(), 0600) != 0 || listen(socket.get(), kWaiting) != 0)
    return socket_error(ErrorCode::io, "made", path);
  return socket;
}

bool send_frame(const Socket& socket, std::string_view body) {
  ByteWriter frame;
  frame.big32(static_cast<uint32_t>(body.size()));
  frame.raw(body);
  return send_all(socket.get(), frame.bytes());
}

std::optional<std::string> receive_frame(const Socket& socket, std::chrono::milliseconds most) {
  std::string head(4, '\0');
  if (!read_all(socket.get(), head.data(), head.size(), most)) return std::nullopt;
  const uint32_t size = ByteReader(head).big32();
  if (size > kFrameBytesMax) return std::nullopt;
  std::string body(size, '\0');
  if (!read_all(socket.get(), body.data(), body.size(), most)) return std::nullopt;
  return body;
}

void write_keys(ByteWriter& out, const OwnerKeysRef& keys) {
  out.u8(keys == nullptr ? 0 : keys->erased ? 2 : 1);
  if (keys == nullptr || keys->erased) return;
  out.raw(as_text(keys->mac));
  out.u8(static_cast<uint8_t>(keys->keys.size()));
  for (const PurposeKey& key : keys->keys) {
    out.u8(key.purpose);
    out.big32(key.key_id);
    out.raw(as_text(key.key));
  }
}

OwnerKeysRef read_keys(ByteReader& in) {
  const uint8_t state = in.u8();
  if (state == 0 || !in.ok()) return nullptr;
  auto keys = std::make_shared<OwnerKeys>();
  keys->erased = state == 2;
  if (keys->erased) return keys;
  const auto take = [&in](Key256& key) {
    const std::string_view bytes = in.raw(key.size());
    if (in.ok()) std::ranges::copy(bytes, key.begin());
  };
  take(keys->mac);
  const uint8_t count = in.u8();
  for (uint8_t i = 0; i < count && in.ok(); ++i) {
    PurposeKey& key = keys->keys.emplace_back();
    key.purpose = in.u8();
    key.key_id = in.big32();
    take(key.key);
  }
  return keys;
}

void write_error(ByteWriter& out, const Error& error) {
  out.u8(static_cast<uint8_t>(error.code));
  out.text(error.message);
  out.text(error.remedy);
}

Error read_error(ByteReader& in) {
  Error error;
  error.code =
      static_cast<ErrorCode>(std::min<uint8_t>(in.u8(), static_cast<uint8_t>(ErrorCode::io)));
  error.message = in.text();
  error.remedy = in.text();
  return error;
}

}  // namespace dossier::engine
