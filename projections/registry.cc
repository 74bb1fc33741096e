// The set of projections, from the one list that the build reads too. Any thread.
#include "dossier/projections/registry.h"

#define PROJECTION(name)                          \
  namespace dossier::name {                       \
  std::shared_ptr<const fold::Projection> make(); \
  }
#include "registry.def"
#undef PROJECTION

namespace dossier::projections {

fold::ProjectionSet all_projections() {
  return {
#define PROJECTION(name) dossier::name::make(),
#include "registry.def"
#undef PROJECTION
  };
}

}  // namespace dossier::projections
