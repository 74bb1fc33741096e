// One vault between several: in one process here, which the store's lock tells apart just as well.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "dossier/engine/vault.h"
#include "support/temp_folder.h"

using namespace dossier;
using namespace dossier::engine;
using dossier::test::TempFolder;

namespace {

const BoxContext kContext{"customer/C-1", "/crm", "e-1", "dossier.note.added.v1"};
constexpr uint8_t kContent = 4;

std::unique_ptr<Vault> open_shared(const TempFolder& folder) {
  const auto master = MasterKey::load(folder / "master.key", true);
  REQUIRE(master.has_value());
  auto vault = Vault::open_shared(folder / "vault", *master);
  REQUIRE_MESSAGE(vault.has_value(), to_string(vault.error()));
  return std::move(*vault);
}

std::string opened(const Vault& vault, const Sealed& sealed) {
  const auto plain =
      vault.open_box("customer/C-1", kContent, sealed.key_id, kContext, sealed.bytes);
  REQUIRE_MESSAGE(plain.has_value(), to_string(plain.error()));
  return plain->value_or("(erased)");
}

Sealed sealed(const Vault& vault, std::string_view text) {
  const auto box = vault.seal("customer/C-1", kContent, kContext, text);
  REQUIRE_MESSAGE(box.has_value(), to_string(box.error()));
  REQUIRE(box->has_value());
  return **box;
}

}  // namespace

TEST_CASE("shared vault: whoever makes a key, all seal and open with the same") {
  const TempFolder folder;
  const auto holder = open_shared(folder);
  const auto client = open_shared(folder);
  const std::vector<std::string> owner = {"customer/C-1"};
  CHECK(client->open_box("customer/C-1", kContent, 0, kContext, "").error().code ==
        ErrorCode::not_found);
  REQUIRE(client->ensure(owner).has_value());
  REQUIRE(holder->ensure(owner).has_value());
  CHECK(opened(*holder, sealed(*client, "from the client")) == "from the client");
  CHECK(opened(*client, sealed(*holder, "from the holder")) == "from the holder");
  CHECK(*client->mac("customer/C-1", "x") == *holder->mac("customer/C-1", "x"));
}

TEST_CASE("shared vault: after a destruction nobody opens anything, whoever asked for it") {
  const TempFolder folder;
  const auto holder = open_shared(folder);
  const auto client = open_shared(folder);
  const auto other = open_shared(folder);
  const std::vector<std::string> owner = {"customer/C-1"};
  REQUIRE(client->ensure(owner).has_value());
  const Sealed box = sealed(*client, "secret");
  CHECK(opened(*other, box) == "secret");  // and has the key in memory now
  REQUIRE(client->destroy("customer/C-1").has_value());
  for (const Vault* vault : {holder.get(), client.get(), other.get()}) {
    CHECK(opened(*vault, box) == "(erased)");
    CHECK(vault->erased("customer/C-1"));
    CHECK(vault->epoch() == 1);
  }
  REQUIRE(other->ensure(owner).has_value());
  CHECK(other->erased("customer/C-1"));
}

TEST_CASE("shared vault: where the holder ends, another takes its place") {
  const TempFolder folder;
  auto holder = open_shared(folder);
  const auto client = open_shared(folder);
  const auto other = open_shared(folder);
  const std::vector<std::string> first = {"customer/C-1"}, second = {"customer/C-2"};
  REQUIRE(holder->ensure(first).has_value());
  const Sealed box = sealed(*holder, "before");
  holder.reset();
  REQUIRE(client->ensure(second).has_value());
  REQUIRE(other->ensure(second).has_value());
  CHECK(opened(*client, box) == "before");
  CHECK(opened(*other, box) == "before");
  CHECK(*client->mac("customer/C-2", "x") == *other->mac("customer/C-2", "x"));
}
