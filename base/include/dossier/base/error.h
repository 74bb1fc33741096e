// What can fail in normal life: an error with a code, and words that name the thing and the remedy.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace dossier {

enum class ErrorCode : uint8_t {
  invalid,      // The input is wrong: mend the named field, then send it again.
  too_large,    // The input is over a stated limit: split or shorten it.
  not_found,    // Nothing of that name exists: check the name.
  conflict,     // The same identity exists with other content: use a new id.
  refused,      // The caller may not do this: use what the message names.
  unavailable,  // It can work later: try again after a pause.
  not_reached,  // The asked position is not folded yet: wait, then ask again.
  corrupt,      // Stored bytes are not what was written: restore or rebuild.
  io,           // The machine failed (disk, file, socket): look at the machine.
};

// The stable name of a code, as it stands in answers and logs.
std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string message;  // What is wrong, in one sentence; never holds a personal value.
  std::string field;    // Path of the faulty field ("data.amount.currency"); empty where none.
  std::string remedy;   // What to do about it; empty where the message says it all.
};

// "field: message; remedy", for a terminal or a log.
std::string to_string(const Error& error);

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string field = {},
                                   std::string remedy = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(field), std::move(remedy)});
}

}  // namespace dossier

// Returns the error of `expr` from the calling function, else goes on.
#define DOSSIER_TRY(expr)                                    \
  do {                                                       \
    if (auto try_status = (expr); !try_status)               \
      return std::unexpected(std::move(try_status.error())); \
  } while (false)

#define DOSSIER_CONCAT_INNER(a, b) a##b
#define DOSSIER_CONCAT(a, b) DOSSIER_CONCAT_INNER(a, b)

// `DOSSIER_ASSIGN(auto x, expr)`: x takes the value of `expr`, or its error is returned.
#define DOSSIER_ASSIGN(target, expr) \
  DOSSIER_ASSIGN_INNER(DOSSIER_CONCAT(assign_result_, __LINE__), target, expr)
#define DOSSIER_ASSIGN_INNER(result, target, expr)                \
  auto result = (expr);                                           \
  if (!result) return std::unexpected(std::move(result.error())); \
  target = std::move(*result)
