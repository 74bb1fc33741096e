// What endpoints write into the access log: who saw whom, from where. Any thread.
#pragma once

#include <functional>
#include <string_view>

#include "dossier/engine/access_log.h"
#include "endpoint.h"

namespace dossier::api {

// The entry that this call makes.
engine::Access access_of(const Call& call, const Subject& subject, engine::AccessKind kind,
                         std::string_view what = {}, std::string_view reason = {});

// Calls `then` on a thread of Background once the entry is durable; else answers 503: what is to be
// noted is not shown without its note.
void append_access(const CallPtr& call, engine::Access access, std::function<void()> then);

// A person opens a part of a customer, if this call is then answered with 200 or 304: one entry a
// person, customer and half hour. To be said before the call is handled. The answer does not wait
// for the entry; what the log does not take is counted and logged.
void note_opened(const CallPtr& call, const Subject& subject, std::string_view part);

// The same where there is no call: over a connection of push.
void note_opened(engine::Engine& engine, const Principal& who, const Subject& subject,
                 std::string_view part);

// The access policy refuses the operation. Does not wait.
void note_refused(const CallPtr& call, const Subject& subject, std::string_view operation);

// note_opened for a GET of a customer; nothing for other endpoints, and for the audit trail, whose
// reads have an entry of their own.
void note_read(const CallPtr& call);

}  // namespace dossier::api
