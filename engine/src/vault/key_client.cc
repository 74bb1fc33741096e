#include "vault/key_client.h"

namespace dossier::engine {
namespace {

constexpr size_t kCachedOwners = 100'000;
constexpr std::chrono::milliseconds kAnswerWithin{5000};
constexpr std::chrono::milliseconds kDestroyWithin{60'000};
constexpr std::chrono::milliseconds kRenewEach{500};

std::string request_of(KeyRequest what, std::string_view owner = {}) {
  ByteWriter out;
  out.u8(static_cast<uint8_t>(what));
  if (!owner.empty()) out.text(owner);
  return out.take();
}

std::unexpected<Error> no_answer() {
  return fail(ErrorCode::unavailable, "the process that holds the vault does not answer", {},
              "send it again after a pause; see whether that process is stopped or overloaded");
}

}  // namespace

KeyClient::KeyClient(Socket socket) : cache_(kCachedOwners), socket_(std::move(socket)) {}

Result<std::unique_ptr<KeyClient>> KeyClient::connect(const std::string& path) {
  DOSSIER_ASSIGN(Socket socket, connect_to(path));
  std::unique_ptr<KeyClient> client(new KeyClient(std::move(socket)));
  DOSSIER_TRY(client->ask(request_of(KeyRequest::epoch), kAnswerWithin));
  client->renewing_ = std::thread([self = client.get()] { self->renew(); });
  return client;
}

KeyClient::~KeyClient() {
  {
    const std::lock_guard lock(ending_mutex_);
    ending_ = true;
  }
  ending_changed_.notify_all();
  if (renewing_.joinable()) renewing_.join();
}

Result<std::string> KeyClient::ask(std::string_view request, std::chrono::milliseconds most) {
  const std::lock_guard lock(mutex_);
  if (lost_) return no_answer();
  const auto sent = Clock::now();
  auto answer = send_frame(socket_, request) ? receive_frame(socket_, most) : std::nullopt;
  if (!answer) {
    lost_ = true;  // what comes later would be taken for the answer to something else
    return no_answer();
  }
  ByteReader in(*answer);
  const bool good = in.u8() == 0;
  const uint64_t epoch = in.big64();
  if (!good) return std::unexpected(read_error(in));
  if (epoch_.exchange(epoch) != epoch) cache_.clear();
  asked_ = sent;
  return answer->substr(answer->size() - in.remaining());
}

bool KeyClient::leased() const { return Clock::now() - asked_.load() < kKeyLease; }

Result<OwnerKeysRef> KeyClient::keys(std::string_view owner) {
  if (leased())
    if (OwnerKeysRef cached = cache_.find(owner)) return cached;
  const uint64_t generation = cache_.generation();
  DOSSIER_ASSIGN(const std::string body, ask(request_of(KeyRequest::keys, owner), kAnswerWithin));
  ByteReader in(body);
  OwnerKeysRef keys = read_keys(in);
  if (!in.ok()) return no_answer();
  if (keys != nullptr) cache_.add(owner, keys, generation);
  return keys;
}

Status KeyClient::ensure(std::span<const std::string> owners) {
  std::vector<const std::string*> missing;
  for (const std::string& owner : owners)
    if (!leased() || cache_.find(owner) == nullptr) missing.push_back(&owner);
  if (missing.empty()) return {};
  ByteWriter request;
  request.u8(static_cast<uint8_t>(KeyRequest::ensure));
  request.varint(missing.size());
  for (const std::string* owner : missing) request.text(*owner);
  const uint64_t generation = cache_.generation();
  DOSSIER_ASSIGN(const std::string body, ask(request.bytes(), kAnswerWithin));
  ByteReader in(body);
  for (const std::string* owner : missing) {
    OwnerKeysRef keys = read_keys(in);
    if (!in.ok()) return no_answer();
    if (keys != nullptr) cache_.add(*owner, std::move(keys), generation);
  }
  return {};
}

Status KeyClient::destroy(std::string_view owner) {
  DOSSIER_TRY(ask(request_of(KeyRequest::destroy, owner), kDestroyWithin));
  cache_.clear();
  return {};
}

void KeyClient::renew() {
  std::unique_lock lock(ending_mutex_);
  while (!ending_changed_.wait_for(lock, kRenewEach, [this] { return ending_; })) {
    lock.unlock();
    // A holder that does not answer is met by the next one who needs a key.
    static_cast<void>(ask(request_of(KeyRequest::epoch), kAnswerWithin));
    lock.lock();
  }
}

}  // namespace dossier::engine
