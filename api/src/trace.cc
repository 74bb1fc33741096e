#include "trace.h"

#include <array>
#include <random>

#include "dossier/engine/crypto.h"

namespace dossier::api {
namespace {

constexpr size_t kParentBytes = 55;  // "00-", 32 digits, "-", 16 digits, "-", 2 digits

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

// The whole header has to be of version 00's form: it goes into events, and nothing else may.
std::string_view sound_parent(std::string_view header) {
  if (header.size() != kParentBytes || !header.starts_with("00-")) return {};
  const std::string_view trace = header.substr(3, 32), span = header.substr(36, 16);
  const bool shaped = header[35] == '-' && header[52] == '-' && is_hex(trace) && is_hex(span) &&
                      is_hex(header.substr(53));
  return shaped && !is_zero(trace) && !is_zero(span) ? header : std::string_view();
}

// An id is to be new, not secret.
std::string new_id(size_t digits) {
  thread_local std::mt19937_64 numbers([] {
    std::array<uint8_t, 8> seed{};
    engine::random_bytes(seed);
    uint64_t out = 0;
    for (const uint8_t byte : seed) out = out << 8 | byte;
    return out;
  }());
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(digits, '0');
  for (size_t i = 0; i < digits;) {
    uint64_t number = numbers();
    for (const size_t end = i + 16; i < end; number >>= 4) out[i++] = kDigits[number & 15];
  }
  return out;
}

}  // namespace

Trace trace_of(const Request& request) {
  const std::string_view parent = sound_parent(request.header("traceparent"));
  if (parent.empty()) return {new_id(32), {}};
  return {std::string(parent.substr(3, 32)), std::string(parent)};
}

std::string traceparent_of(const Trace& trace) {
  return trace.parent.empty() ? "00-" + trace.id + "-" + new_id(16) + "-01" : trace.parent;
}

}  // namespace dossier::api
