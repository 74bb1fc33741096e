// Refuses heads of requests that RFC 9112 forbids or that two readers could take differently,
// before the parser sees them. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace dossier::api::http_guard {

inline constexpr size_t kHeadBytesMax = 16 * 1024;

// The size of the head, its empty line included; 0 where the bytes do not hold all of it yet.
size_t head_size(std::string_view bytes);

// What is wrong with a head, in words for its sender; empty where nothing is.
std::string_view fault_in(std::string_view head);

// Whether the value of Host (without its port) means this machine. A page of a stranger's site
// whose name was pointed at 127.0.0.1 sends another.
bool is_loopback_host(std::string_view host);

// "100-continue", in any case.
bool expects_continue(std::string_view expect);

}  // namespace dossier::api::http_guard
