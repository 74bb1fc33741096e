// A scenario in a file's words (docs/scenarios.md): what happens on which day, and which figures a
// loan shows then. Read line by line; a line that is not understood is a failure with its number.
#pragma once

#include <string>
#include <vector>

namespace dossier::test::scenario {

struct Failure {
  int line = 0;
  std::string what;
};

// Folds the file's events through all projections and checks each figure that it states.
std::vector<Failure> run(const std::string& path);

}  // namespace dossier::test::scenario
