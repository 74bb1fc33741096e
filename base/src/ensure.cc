#include "dossier/base/ensure.h"

#include <cstdlib>

namespace dossier {

void ensure_failed(std::string_view condition, std::string_view file, int line,
                   std::string_view message) {
  fmt::print(stderr, "dossier: broken invariant {} at {}:{}: {}\n", condition, file, line, message);
  std::abort();
}

}  // namespace dossier
