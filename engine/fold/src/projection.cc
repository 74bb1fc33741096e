#include "dossier/fold/projection.h"

namespace dossier::fold {

FoldStatus Projection::fold(const Fact&, FoldContext&) const { return {}; }
FoldStatus Projection::fire(const Timer&, FoldContext&) const { return {}; }
void Projection::contribute(SliceReader&, Contribution&) const {}

}  // namespace dossier::fold
