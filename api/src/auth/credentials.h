// What a request brings to say who asks. Pure functions, but for the name of the OS user.
#pragma once

#include <string>

#include "dossier/api/message.h"
#include "dossier/api/principal.h"

namespace dossier::api {

inline constexpr std::string_view kSessionCookie = "dossier_session";

// The Authorization header; or the session cookie in its form, where no page of another site can
// have sent it: with GET and HEAD, and with what the server's own page asks, told by Origin and by
// `Dossier-Request: 1` (which another site's page can not send without being asked first). Empty
// where there is neither. Errors: refused, with what is wrong.
Result<std::string> credentials_of(const Request& request);

// Whether Origin names the host that the request was sent to; false where there is none.
bool is_same_origin(const Request& request);

// The user that this process runs as, with that role.
Principal os_user(Role role);

}  // namespace dossier::api
