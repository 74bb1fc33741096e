// The join of search and projections: what of a customer's view goes into the index, and what is
// answered of one that was found. Pure but for the boxes that it has opened; any thread.
#pragma once

#include <span>

#include "dossier/search/index.h"
#include "reading.h"

namespace dossier::api {

// What both need of a view.
std::span<const fold::Slot> search_slots();

// Plaintext: for the index in memory alone. Of an erased customer ids alone.
search::Entry entry_of(const engine::Engine& engine, const Subject& subject,
                       const engine::SubjectView& view);
// To whom the customer belongs, as the index knows it.
search::Entry belonging_entry_of(const engine::SubjectView& view);

// "id", "matched", "data" and "text" of one that was found.
void write_found(JsonWriter& out, const Reading& of, const search::Hit& hit);

}  // namespace dossier::api
