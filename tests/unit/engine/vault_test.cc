// The vault: keys made once, boxes bound to their place, erasure that leaves no byte.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "conformance/log_fixture.h"
#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "dossier/engine/vault.h"
#include "unit/engine/raw_store.h"
#include "vault/key_cache.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;
namespace fs = std::filesystem;

namespace {

constexpr BoxContext kContext{
    .subject = "customer/C-1", .source = "/core", .id = "e-1", .type = "dossier.note.added.v1"};

MasterKey master_key(const TempFolder& folder, std::string_view name = "master.key") {
  auto key = MasterKey::load(folder / name, true);
  REQUIRE(key.has_value());
  return *key;
}

std::unique_ptr<Vault> open_vault(const std::string& path, const MasterKey& master) {
  auto vault = Vault::open(path, master);
  INFO((vault ? std::string() : to_string(vault.error())));
  REQUIRE(vault.has_value());
  return std::move(*vault);
}

void ensure(Vault& vault, const std::vector<std::string>& owners) {
  REQUIRE(vault.ensure(owners).has_value());
}

// How many files of the folder hold these bytes.
int files_with(const std::string& path, std::string_view bytes) {
  int count = 0;
  for (const auto& file : fs::directory_iterator(path)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    if (content.find(bytes) != std::string::npos) ++count;
  }
  return count;
}

std::string wrapped_entry(const std::string& path, const std::string& owner) {
  return RawStore(path, /*read_only=*/true).get("entries", owner);
}

void write_file(const std::string& path, std::string_view text, mode_t mode) {
  std::ofstream(path) << text;
  REQUIRE(chmod(path.c_str(), mode) == 0);
}

}  // namespace

TEST_CASE("vault: a sealed box opens, after a restart too, and its bytes hide the plaintext") {
  const TempFolder folder;
  const MasterKey master = master_key(folder);
  auto vault = open_vault(folder / "vault", master);
  ensure(*vault, {"customer/C-1"});
  const std::string plain = "Marcia Brown, 876-555-0100";
  for (const uint8_t purpose : kPurposes) {
    const auto sealed = vault->seal("customer/C-1", purpose, kContext, plain);
    REQUIRE(sealed.has_value());
    REQUIRE(sealed->has_value());
    CHECK((*sealed)->bytes.size() == 12 + plain.size() + 16);
    CHECK((*sealed)->bytes.find("Marcia") == std::string::npos);
    for (int open = 0; open < 2; ++open) {
      const auto opened =
          vault->open_box("customer/C-1", purpose, (*sealed)->key_id, kContext, (*sealed)->bytes);
      REQUIRE(opened.has_value());
      CHECK(*opened == plain);
      vault.reset();
      vault = open_vault(folder / "vault", master);
    }
  }
}

TEST_CASE("vault: a box opens nowhere but where it was sealed") {
  const TempFolder folder;
  const auto vault = open_vault(folder / "vault", master_key(folder));
  ensure(*vault, {"customer/C-1", "customer/C-2"});
  const auto sealed = vault->seal("customer/C-1", 1, kContext, "plain");
  const std::string& bytes = (*sealed)->bytes;
  const auto check_shut = [&](std::string_view owner, uint8_t purpose, const BoxContext& context,
                              std::string_view box) {
    const auto opened = vault->open_box(owner, purpose, 1, context, box);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == ErrorCode::corrupt);
  };
  check_shut("customer/C-2", 1, kContext, bytes);
  check_shut("customer/C-1", 2, kContext, bytes);
  BoxContext moved = kContext;
  moved.subject = "customer/C-2";
  check_shut("customer/C-1", 1, moved, bytes);
  moved = kContext;
  moved.source = "/cor";
  moved.id = "ee-1";
  check_shut("customer/C-1", 1, moved, bytes);
  moved = kContext;
  moved.type = "dossier.note.added.v2";
  check_shut("customer/C-1", 1, moved, bytes);
  for (size_t size = 0; size < bytes.size(); ++size)
    check_shut("customer/C-1", 1, kContext, bytes.substr(0, size));
  std::string flipped = bytes;
  flipped[14] ^= 1;
  check_shut("customer/C-1", 1, kContext, flipped);
  CHECK(vault->open_box("customer/C-1", 1, 9, kContext, bytes).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("vault: associated data is laid out as the format's page says") {
  const TempFolder folder;
  const MasterKey master = master_key(folder);
  const auto vault = open_vault(folder / "vault", master);
  ensure(*vault, {"customer/C-1"});
  const auto sealed = **vault->seal("customer/C-1", 3, kContext, "plain");

  // The entry, unwrapped by hand.
  const std::string entry = wrapped_entry(folder / "vault", "customer/C-1");
  Nonce nonce;
  REQUIRE(entry.size() == 2 + 12 + 33 + 5 * 37 + 16);
  std::copy_n(entry.begin() + 2, 12, nonce.begin());
  const auto keys =
      gcm_open(master.bytes(), nonce, "dossier-vault-1customer/C-1", entry.substr(14));
  REQUIRE(keys.has_value());
  const std::string third = keys->substr(33 + 2 * 37, 37);
  CHECK(to_hex(third.substr(0, 5)) == "0300000001");
  CHECK(as_text(hmac_sha256(keys->substr(0, 32), "bytes")).substr(0, 16) ==
        **vault->mac("customer/C-1", "bytes"));

  ByteWriter associated;
  for (const std::string_view part :
       {"dossier-box-1", "customer/C-1", "customer/C-1", "/core", "e-1", "dossier.note.added.v1"})
    associated.text(part);
  associated.raw(std::string_view("\x03\x01\0\0\0", 5));
  Key256 key;
  std::copy_n(third.begin() + 5, 32, key.begin());
  std::copy_n(sealed.bytes.begin(), 12, nonce.begin());
  CHECK(gcm_open(key, nonce, associated.bytes(), sealed.bytes.substr(12)) == "plain");
}

TEST_CASE("vault: ensured again, an owner keeps its keys") {
  const TempFolder folder;
  const auto vault = open_vault(folder / "vault", master_key(folder));
  ensure(*vault, {"customer/C-1", "guarantor/G-7", "customer/C-1"});
  const auto mac = vault->mac("customer/C-1", "x");
  ensure(*vault, {"customer/C-1", "customer/C-2"});
  CHECK(**vault->mac("customer/C-1", "x") == **mac);
  CHECK(**vault->mac("guarantor/G-7", "x") != **mac);
  CHECK((**mac).size() == 16);
}

TEST_CASE("vault: an owner without an entry, and a name that is none, are told") {
  const TempFolder folder;
  const auto vault = open_vault(folder / "vault", master_key(folder));
  CHECK(vault->seal("customer/C-9", 1, kContext, "x").error().code == ErrorCode::not_found);
  CHECK(vault->mac("customer/C-9", "x").error().code == ErrorCode::not_found);
  CHECK_FALSE(vault->erased("customer/C-9"));
  for (const std::string name : {"", "!check", "!epoch"}) {
    CHECK(vault->ensure(std::vector<std::string>{name}).error().code == ErrorCode::invalid);
    CHECK(vault->destroy(name).error().code == ErrorCode::invalid);
    CHECK(vault->mac(name, "x").error().code == ErrorCode::invalid);
  }
  ensure(*vault, {"customer/C-1"});
  CHECK(vault->seal("customer/C-1", 6, kContext, "x").error().code == ErrorCode::invalid);
}

TEST_CASE("vault: after a destruction no file holds the entry, and no key is made again") {
  const TempFolder folder;
  const std::string path = folder / "vault";
  const MasterKey master = master_key(folder);
  // The entry in the write-ahead log alone, in a table file, or in files of a busy store.
  for (const std::string where : {"log", "table", "busy"}) {
    CAPTURE(where);
    auto vault = open_vault(path, master);
    const std::string owner = "customer/" + where, other = "customer/other-" + where;
    ensure(*vault, {owner, other});
    if (where != "log") {
      vault.reset();
      vault = open_vault(path, master);
    }
    for (int i = 0; where == "busy" && i < 200; ++i)
      ensure(*vault, {fmt::format("customer/busy-{}", i)});
    const std::string entry = wrapped_entry(path, owner).substr(2);
    const std::string other_entry = wrapped_entry(path, other).substr(2);
    const auto sealed = **vault->seal(owner, 1, kContext, "plain");
    REQUIRE(files_with(path, entry.substr(0, 64)) >= 1);

    const uint64_t epoch = vault->epoch();
    REQUIRE(vault->destroy(owner).has_value());
    CHECK(vault->epoch() == epoch + 1);
    for (size_t at = 0; at + 16 <= entry.size(); at += 16)
      CHECK(files_with(path, std::string_view(entry).substr(at, 16)) == 0);
    CHECK(files_with(path, other_entry) == 1);

    for (int restart = 0; restart < 2; ++restart) {
      CHECK(vault->erased(owner));
      CHECK_FALSE(vault->erased(other));
      ensure(*vault, {owner, other});
      CHECK(vault->erased(owner));
      CHECK_FALSE((*vault->seal(owner, 1, kContext, "plain")).has_value());
      CHECK_FALSE((*vault->open_box(owner, 1, sealed.key_id, kContext, sealed.bytes)).has_value());
      CHECK_FALSE((*vault->mac(owner, "x")).has_value());
      CHECK((*vault->mac(other, "x")).has_value());
      REQUIRE(vault->destroy(owner).has_value());
      CHECK(vault->epoch() == epoch + 1);
      vault.reset();
      vault = open_vault(path, master);
      CHECK(vault->epoch() == epoch + 1);
    }
  }
}

TEST_CASE("vault: an owner destroyed before it had keys never gets any") {
  const TempFolder folder;
  const auto vault = open_vault(folder / "vault", master_key(folder));
  REQUIRE(vault->destroy("customer/C-1").has_value());
  ensure(*vault, {"customer/C-1"});
  CHECK(vault->erased("customer/C-1"));
  CHECK(vault->epoch() == 1);
}

TEST_CASE("vault: another master key is refused before anything is written") {
  const TempFolder folder;
  const MasterKey master = master_key(folder);
  {
    const auto vault = open_vault(folder / "vault", master);
    ensure(*vault, {"customer/C-1"});
  }
  const auto refused = Vault::open(folder / "vault", master_key(folder, "other.key"));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::refused);
  CHECK(refused.error().remedy.find("DOSSIER_MASTER_KEY") != std::string::npos);
  CHECK((*open_vault(folder / "vault", master)->mac("customer/C-1", "x")).has_value());
}

TEST_CASE("vault: damaged entries are told, not taken for erased or missing") {
  const TempFolder folder;
  const std::string path = folder / "vault";
  const MasterKey master = master_key(folder);
  {
    const auto vault = open_vault(path, master);
    ensure(*vault, {"customer/C-1", "customer/C-2"});
  }
  {
    RawStore raw(path);
    raw.put("entries", "customer/C-1", raw.get("entries", "customer/C-2"));
    raw.put("entries", "customer/C-2", std::string("\1\1x", 3));
  }
  auto vault = open_vault(path, master);
  for (const std::string owner : {"customer/C-1", "customer/C-2"}) {
    CHECK(vault->seal(owner, 1, kContext, "x").error().code == ErrorCode::corrupt);
    CHECK(vault->ensure(std::vector<std::string>{owner}).error().code == ErrorCode::corrupt);
    CHECK_FALSE(vault->erased(owner));
    CHECK(vault->destroy(owner).has_value());
    CHECK(vault->erased(owner));
  }
  vault.reset();
  RawStore(path).remove("entries", "!check");
  CHECK(Vault::open(path, master).error().code == ErrorCode::corrupt);
}

TEST_CASE("vault: threads that ensure, seal and destroy agree") {
  const TempFolder folder;
  const auto vault = open_vault(folder / "vault", master_key(folder));
  std::mutex mutex;
  std::map<std::string, std::string> macs;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        const std::string owner = fmt::format("customer/C-{}", i);
        const std::string doomed = fmt::format("customer/D-{}", i % 20);
        if (!vault->ensure(std::vector<std::string>{owner, doomed})) ++wrong;
        const auto mac = vault->mac(owner, "x");
        if (!mac || !*mac) {
          ++wrong;
          continue;
        }
        const auto sealed = vault->seal(doomed, 1, kContext, "plain");
        if (!sealed) ++wrong;
        if (sealed && *sealed) {
          const auto opened =
              vault->open_box(doomed, 1, (*sealed)->key_id, kContext, (*sealed)->bytes);
          if (!opened || (*opened && **opened != "plain")) ++wrong;
        }
        const std::lock_guard lock(mutex);
        if (macs.emplace(owner, **mac).first->second != **mac) ++wrong;
      }
    });
  for (int i = 0; i < 20; ++i) {
    const std::string doomed = fmt::format("customer/D-{}", i);
    if (!vault->destroy(doomed)) ++wrong;
    if (!vault->erased(doomed)) ++wrong;
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(vault->epoch() == 20);
  for (int i = 0; i < 20; ++i) CHECK(vault->erased(fmt::format("customer/D-{}", i)));
}

TEST_CASE("key cache: what was read before a destruction is not taken after it") {
  KeyCache cache(100);
  const auto live = std::make_shared<OwnerKeys>();
  const auto fence = std::make_shared<OwnerKeys>();
  fence->erased = true;
  const uint64_t before = cache.generation();
  cache.replace("customer/C-1", fence);
  cache.add("customer/C-1", live, before);
  CHECK(cache.find("customer/C-1") == fence);
  cache.add("customer/C-2", live, before);
  CHECK(cache.find("customer/C-2") == nullptr);
  cache.add("customer/C-2", live, cache.generation());
  CHECK(cache.find("customer/C-2") == live);
}

TEST_CASE("key cache: it stays within its bound, and keeps what was used last") {
  KeyCache cache(160);
  const auto keys = std::make_shared<OwnerKeys>();
  cache.add("customer/used", keys, cache.generation());
  for (int i = 0; i < 5000; ++i) {
    cache.add(fmt::format("customer/C-{}", i), keys, cache.generation());
    REQUIRE(cache.find("customer/used") == keys);
  }
  int kept = 0;
  for (int i = 0; i < 5000; ++i)
    if (cache.find(fmt::format("customer/C-{}", i)) != nullptr) ++kept;
  CHECK(kept > 100);
  CHECK(kept <= 176);  // one more in each of its 16 shards
}

TEST_CASE("master key: made once with mode 0600, then read; never by others") {
  const TempFolder folder;
  const std::string path = folder / "keys/master.key";
  CHECK(MasterKey::load(path, false).error().code == ErrorCode::not_found);
  const auto made = MasterKey::load(path, true);
  REQUIRE(made.has_value());
  struct stat about{};
  REQUIRE(stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(MasterKey::load(path, false)->bytes() == made->bytes());
  CHECK(MasterKey::load(path, true)->bytes() == made->bytes());
  REQUIRE(chmod(path.c_str(), 0640) == 0);
  const auto open = MasterKey::load(path, true);
  REQUIRE_FALSE(open.has_value());
  CHECK(open.error().code == ErrorCode::refused);
  CHECK(open.error().remedy == "chmod 600 " + path);
}

TEST_CASE("master key: what is not 64 hex digits is told") {
  const TempFolder folder;
  const std::string good(64, 'a');
  const std::pair<std::string, bool> cases[] = {{good, true},
                                                {good + "\n", true},
                                                {good + "a", false},
                                                {good.substr(1), false},
                                                {good.substr(1) + "g", false},
                                                {"", false},
                                                {good + "\n" + good, false}};
  for (const auto& [text, ok] : cases) {
    CAPTURE(text);
    write_file(folder / "key", text, 0600);
    const auto key = MasterKey::load(folder / "key", true);
    CHECK(key.has_value() == ok);
    if (!key) CHECK(key.error().code == ErrorCode::corrupt);
  }
}

TEST_CASE("master key: the environment goes before the file") {
  const TempFolder folder;
  write_file(folder / "key", std::string(64, 'a'), 0600);
  REQUIRE(setenv("DOSSIER_MASTER_KEY", std::string(64, 'B').c_str(), 1) == 0);
  const auto key = MasterKey::load(folder / "key", false);
  REQUIRE(setenv("DOSSIER_MASTER_KEY", "short", 1) == 0);
  const auto wrong = MasterKey::load(folder / "key", false);
  REQUIRE(unsetenv("DOSSIER_MASTER_KEY") == 0);
  REQUIRE(key.has_value());
  CHECK(key->bytes()[0] == 0xbb);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().message.find("DOSSIER_MASTER_KEY") != std::string::npos);
  CHECK(wrong.error().message.find("short") == std::string::npos);
}
