// A map in one sorted vector gives what std::map gives, and the same bytes.
#include "dossier/fold/flat_map.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <string>

#include "dossier/fold/codec.h"

using dossier::fold::FlatMap;

TEST_CASE("flat map: any run of insertions and removals leaves what std::map holds") {
  CHECK(rc::check([](const std::vector<std::pair<uint8_t, std::string>>& steps) {
    std::map<std::string, std::string> expected;
    FlatMap<std::string, std::string> flat;
    for (const auto& [number, text] : steps) {
      const std::string key = std::to_string(number % 16);
      if (number < 64) {
        RC_ASSERT(flat.erase(key) == expected.erase(key));
      } else if (number < 128) {
        flat[key] += text;
        expected[key] += text;
      } else {
        const auto fresh = flat.try_emplace(key, text).second;
        RC_ASSERT(fresh == expected.try_emplace(key, text).second);
      }
      RC_ASSERT(flat.contains(key) == expected.contains(key));
    }
    RC_ASSERT(std::equal(
        flat.begin(), flat.end(), expected.begin(), expected.end(),
        [](const auto& a, const auto& b) { return a.first == b.first && a.second == b.second; }));
    const std::string bytes = dossier::fold::encoded(flat);
    RC_ASSERT(bytes == dossier::fold::encoded(expected));
    const auto again = dossier::fold::decoded<FlatMap<std::string, std::string>>(bytes);
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == flat);
  }));
}
