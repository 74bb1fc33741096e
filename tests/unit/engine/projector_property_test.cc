// The registry's automatic properties, over the projections of the tests.
#include <doctest/doctest.h>

#include "support/fold_properties.h"
#include "support/test_projections.h"

TEST_CASE("properties: of the tests' own projections") {
  dossier::test::check_fold_properties(dossier::test::contributing_projections());
}
