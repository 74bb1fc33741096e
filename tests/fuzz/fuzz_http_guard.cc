// Any bytes as the head of a request: the guard never reads beyond them, and what it lets through
// is what the rules say: one Host or HTTP/1.0, one framing.
#include <string>

#include "dossier/base/ensure.h"
#include "http/guard.h"

namespace guard = dossier::api::http_guard;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const size_t head_size = guard::head_size(bytes);
  ENSURE(head_size <= bytes.size(), "a head of {} in {} bytes", head_size, bytes.size());
  const std::string head = bytes.substr(0, head_size);
  if (!guard::fault_in(head).empty()) return 0;
  ENSURE(head.find('\0') == std::string::npos, "NUL passed");
  ENSURE(head.find("\n ") == std::string::npos && head.find("\n\t") == std::string::npos,
         "a folded header passed");
  for (size_t at = head.find('\n'); at != std::string::npos; at = head.find('\n', at + 1))
    ENSURE(at > 0 && head[at - 1] == '\r', "a bare LF passed");
  guard::is_loopback_host(bytes);
  return 0;
}
