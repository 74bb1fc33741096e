// What the command's exit code says (docs/cli.md).
#pragma once

#include "dossier/api/message.h"
#include "dossier/base/error.h"

namespace dossier::cli {

enum ExitCode : int {
  kOk = 0,
  kFailure = 1,      // the machine or the server failed
  kUsage = 2,        // the command line or the configuration is wrong
  kNotFound = 3,     // nothing of that name
  kRefused = 4,      // a fault in what was sent, or not allowed
  kUnavailable = 5,  // try again later
  kInterrupted = 130,
};

ExitCode exit_code_of(const Error& error);

// The error that a problem answer tells; an answer below 400 is none.
Result<api::Response> checked(Result<api::Response> response);

// Prints the error to stderr, and says the exit code.
int report(const Error& error);

}  // namespace dossier::cli
