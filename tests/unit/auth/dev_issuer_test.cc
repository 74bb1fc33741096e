// The issuer of `serve --dev`: its key in the folder, and the people that it signs for.
#include "dossier/api/dev_issuer.h"

#include <sys/stat.h>

#include <fstream>
#include <set>

#include "auth_fixture.h"
#include "dossier/base/ids.h"
#include "support/temp_folder.h"

namespace dossier::api {

TEST_CASE("dev issuer: the key is made once, for its owner alone") {
  const test::TempFolder folder;
  const std::string path = folder.path() + "/dev-signing.key";
  CHECK(DevIssuer::open(folder.path(), false).error().code == ErrorCode::not_found);
  const auto first = DevIssuer::open(folder.path(), true);
  REQUIRE(first.has_value());
  struct stat about{};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  const auto again = DevIssuer::open(folder.path(), true),
             read = DevIssuer::open(folder.path(), false);
  REQUIRE((again.has_value() && read.has_value()));
  CHECK((*again)->issuer().jwks == (*first)->issuer().jwks);
  CHECK((*read)->issuer().jwks == (*first)->issuer().jwks);
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(DevIssuer::open(folder.path(), true).error().code == ErrorCode::refused);
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  std::ofstream(path) << "short";
  CHECK(DevIssuer::open(folder.path(), true).error().code == ErrorCode::corrupt);
}

TEST_CASE("dev issuer: each role has one person, whose token says so") {
  const test::TempFolder folder;
  const auto dev = DevIssuer::open(folder.path(), true);
  REQUIRE(dev.has_value());
  AuthFixture auth({(*dev)->issuer()});
  std::set<std::string> ids;
  REQUIRE(dev_people().size() == kRoles);
  for (size_t i = 0; i < kRoles; ++i) {
    const DevPerson& person = dev_people()[i];
    CAPTURE(person.who.id);
    CHECK(person.who.role == static_cast<Role>(i));
    CHECK(role_of(name_of(person.who.role)) == person.who.role);
    CHECK(valid_id(person.who.id));
    ids.insert(person.who.id);
    const auto who = auth.ask((*dev)->token(person, kNowS));
    REQUIRE_MESSAGE(who.has_value(), to_string(who ? Error{} : who.error()));
    CHECK(who->id == person.who.id);
    CHECK(who->role == person.who.role);
    CHECK(who->branch == person.who.branch);
    CHECK(who->sources == person.who.sources);
  }
  CHECK(ids.size() == kRoles);
  CHECK_FALSE(role_of("boss").has_value());
}

TEST_CASE("dev issuer: a token ends when it is told to, and is another folder's not at all") {
  const test::TempFolder folder, elsewhere;
  const auto dev = DevIssuer::open(folder.path(), true),
             other = DevIssuer::open(elsewhere.path(), true);
  REQUIRE((dev.has_value() && other.has_value()));
  AuthFixture auth({(*dev)->issuer()});
  const DevPerson& person = dev_person(Role::agent);
  CHECK(auth.ask((*dev)->token(person, kNowS - 100, 50)).has_value());  // skew
  CHECK_FALSE(auth.ask((*dev)->token(person, kNowS - 200, 100)).has_value());
  CHECK_FALSE(auth.ask((*other)->token(person, kNowS)).has_value());
}

}  // namespace dossier::api
