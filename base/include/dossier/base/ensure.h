// Invariants that hold in release builds too. Corrupt input is an Error, never an invariant.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace dossier {

// Prints the broken invariant to stderr and aborts the process.
[[noreturn]] void ensure_failed(std::string_view condition, std::string_view file, int line,
                                std::string_view message);

}  // namespace dossier

// ENSURE(condition, "format {}", args…): aborts with file, line and message where it is false.
#define ENSURE(condition, ...)                                                            \
  do {                                                                                    \
    if (!(condition)) [[unlikely]]                                                        \
      ::dossier::ensure_failed(#condition, __FILE__, __LINE__, fmt::format(__VA_ARGS__)); \
  } while (false)
