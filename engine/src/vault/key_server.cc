#include "vault/key_server.h"

#include <poll.h>
#include <sys/socket.h>

namespace dossier::engine {
namespace {

constexpr std::chrono::milliseconds kLook{200};

}  // namespace

Result<std::unique_ptr<KeyServer>> KeyServer::start(KeyHolder& holder, const std::string& path) {
  DOSSIER_ASSIGN(Socket listening, listen_at(path));
  std::unique_ptr<KeyServer> server(new KeyServer(holder, std::move(listening)));
  server->acceptor_ = std::thread([self = server.get()] { self->accept_all(); });
  return server;
}

KeyServer::~KeyServer() {
  ending_ = true;
  acceptor_.join();
  for (std::thread& thread : serving_) thread.join();
}

void KeyServer::accept_all() {
  while (!ending_) {
    pollfd wanted{listening_.get(), POLLIN, 0};
    if (poll(&wanted, 1, static_cast<int>(kLook.count())) <= 0) continue;
    const int client = accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    had_clients_ = true;
    serving_.emplace_back([this, client] { serve(Socket(client)); });
  }
}

void KeyServer::serve(const Socket& client) {
  while (!ending_) {
    pollfd wanted{client.get(), POLLIN, 0};
    const int ready = poll(&wanted, 1, static_cast<int>(kLook.count()));
    if (ready == 0) continue;
    const auto request = ready < 0 ? std::nullopt : receive_frame(client, kKeyLease);
    if (!request || !send_frame(client, answer(*request))) return;
  }
}

std::string KeyServer::answer(std::string_view request) {
  ByteReader in(request);
  // Before the keys are read: an epoch that is too old makes the client ask once more, no harm.
  const uint64_t epoch = holder_.epoch();
  const auto what = static_cast<KeyRequest>(in.u8());
  ByteWriter body;
  Status status;
  if (what == KeyRequest::keys) {
    auto keys = holder_.keys(in.text());
    if (keys)
      write_keys(body, *keys);
    else
      status = std::unexpected(std::move(keys.error()));
  } else if (what == KeyRequest::ensure) {
    status = ensure(in, body);
  } else if (what == KeyRequest::destroy) {
    status = destroy(in.text());
  } else if (what != KeyRequest::epoch) {
    status = fail(ErrorCode::invalid, "the vault's holder does not know this request", {},
                  "run the same version of Dossier in all processes");
  }
  ByteWriter out;
  out.u8(status ? 0 : 1);
  out.big64(status && what == KeyRequest::destroy ? holder_.epoch() : epoch);
  if (status)
    out.raw(body.bytes());
  else
    write_error(out, status.error());
  return out.take();
}

// Answers with the keys of all of them: they are about to be used.
Status KeyServer::ensure(ByteReader& in, ByteWriter& out) {
  std::vector<std::string> owners;
  for (uint64_t count = in.varint(); count > 0 && in.ok(); --count) owners.emplace_back(in.text());
  DOSSIER_TRY(holder_.ensure(owners));
  for (const std::string& owner : owners) {
    DOSSIER_ASSIGN(const OwnerKeysRef keys, holder_.keys(owner));
    write_keys(out, keys);
  }
  return {};
}

Status KeyServer::destroy(std::string_view owner) {
  DOSSIER_TRY(holder_.destroy(owner));
  if (had_clients_) std::this_thread::sleep_for(kKeyLease);
  return {};
}

}  // namespace dossier::engine
