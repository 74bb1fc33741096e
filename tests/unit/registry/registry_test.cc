// The registry's automatic properties: no projection has a line here.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "dossier/projections/registry.h"
#include "support/fold_properties.h"

TEST_CASE("registry: snapshot and tail, redelivery, batches, crashes and refolds change nothing") {
  dossier::test::check_fold_properties(dossier::projections::all_projections());
}
