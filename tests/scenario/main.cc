// scenario_test: every file of tests/scenario/*/*.scenario is a test case of its own name.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace {

std::vector<std::string> files() {
  std::vector<std::string> all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(DOSSIER_ROOT "/tests/scenario"))
    if (entry.path().extension() == ".scenario") all.push_back(entry.path().string());
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_CASE("scenarios: each file's figures are ours") {
  const auto all = files();
  REQUIRE(all.size() > 10);
  for (const auto& path : all)
    for (const auto& failure : dossier::test::scenario::run(path))
      ADD_FAIL_CHECK_AT(path.c_str(), failure.line, failure.what);
}

int main(int argc, char** argv) { return doctest::Context(argc, argv).run(); }
