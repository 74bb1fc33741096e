// A WebSocket (RFC 6455) under a client of push. Beast shakes hands, reads, and answers pings and
// closes; frames to the client go past it, straight to the line.
#pragma once

#include <memory>

#include "http/line.h"
#include "push/handover.h"

namespace dossier::api {

inline constexpr size_t kMessageBytesMax = 16 * 1024;  // of a client's message

// Takes the connection over; on the socket's strand.
void start_web_socket(Line::Socket socket, const push::Handover& handover);

// The same for a stream of events, whose head it writes.
void start_event_stream(Line::Socket socket, const push::Handover& handover, std::string head);

}  // namespace dossier::api
