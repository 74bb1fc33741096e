// Large answers travel compressed to whoever takes gzip (RFC 9110, 8.4 and 12.5.3). Any thread.
#pragma once

#include <string_view>

#include "dossier/api/message.h"

namespace dossier::api {

// By the value of an Accept-Encoding header.
bool takes_gzip(std::string_view accept_encoding);

// Compresses the body in place, and says so in the headers, where it is worth it and taken. What is
// small, streamed or handed over stays as it is.
void compress(std::string_view accept_encoding, Response& response);

}  // namespace dossier::api
