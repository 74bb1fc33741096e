// A router over a real engine in a folder of its own, and what tests ask of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/api/router.h"
#include "support/temp_folder.h"

namespace dossier::api {

// The issuer of all tests of this process.
const DevIssuer& test_issuer();
// "Bearer TOKEN" of the person of that role, good for an hour.
std::string bearer(Role role = Role::admin);

struct RouterFixture {
  RouterFixture();
  ~RouterFixture();

  Response ask(Request request);  // as it is
  // GET over TCP, signed in as the person of that role.
  Response get_as(Role role, const std::string& target);
  // Over TCP: signed in as the administrator.
  Response get(const std::string& target, Peer peer = Peer::in_process);
  Response post(const std::string& target, std::string body, const std::string& content_type,
                Peer peer = Peer::in_process);
  // One structured event.
  Response publish(const std::string& event);
  // Records in the log, the first one of each partition (made by the log itself) not counted.
  uint64_t records() const;

  test::TempFolder folder;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<Authenticator> authenticator;  // of test_issuer() alone
  std::optional<Router> router;
};

// A sound payment; `data` adds members, or takes the place of all of them where it begins with {.
std::string payment(const std::string& id, const std::string& subject = "C-1",
                    const std::string& data = "");
std::string registered(const std::string& id, const std::string& subject);

// The first persona, whole; its customer's id.
std::string publish_persona(RouterFixture& api);

// The text of a member of a JSON object, by JSON pointer; "<absent>" where it is not there.
std::string at(const std::string& json, std::string_view pointer);
// The first header of that name; "<absent>" where it is not there.
std::string header_of(const Response& response, std::string_view name);

}  // namespace dossier::api
