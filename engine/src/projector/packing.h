// An idle subject's slices in one string: where memory is short it takes a fraction of what they
// take apart, and is had back much faster than from the store. Guarded as the subject is.
#pragma once

#include <string_view>
#include <vector>

#include "projector/pass.h"
#include "projector/subject_state.h"

namespace dossier::engine {

// None of the slices may wait for a commit. Those that were looked for and not found are packed,
// too; a slice that was made and never edited is as good as not there.
void pack(SubjectEntry& entry);
void unpack(const ProjectionOrder& order, SubjectEntry& entry);
// What pack() made of an entry's slices; the entry stays as it is.
std::vector<LoadedSlice> unpacked(const ProjectionOrder& order, std::string_view packed);

}  // namespace dossier::engine
