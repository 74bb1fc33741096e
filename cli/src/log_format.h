// The log's lines on stderr: text, or JSON with a line an object. Neither holds personal data: what
// is logged names routes, codes and ids of this machine.
#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string_view>

namespace dossier::cli {

// "2026-03-02T10:15:00.123Z level=info message name=value…".
std::unique_ptr<spdlog::formatter> text_format();

// {"time","level","message"}, and a member for each name=value that ends the message.
std::unique_ptr<spdlog::formatter> json_format();

}  // namespace dossier::cli
