// Any bytes as a token, a key set or claims: taken apart or refused, never more. What is taken
// stands in the token exactly as it was read, and nothing is taken without a signature.
#include <string>

#include "auth/claims.h"
#include "auth/jws.h"
#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "dossier/base/ids.h"

namespace {

using namespace dossier;
using namespace dossier::api;

constexpr int64_t kNowS = 1'800'000'000;

const KeySet& keys() {
  static const auto set = KeySet::parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k",)"
                                        R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  ENSURE(set && set->size() == 1, "the key of RFC 8037 is not read");
  return *set;
}

void fuzz_token(std::string_view token) {
  const auto jws = parse_jws(token);
  if (!jws) return;
  ENSURE(token.size() <= kTokenBytesMax, "a token of {} bytes", token.size());
  const std::string again = std::string(jws->signed_part) + "." + base64url(jws->signature);
  ENSURE(again == token, "a token has two forms");
  const size_t dot = jws->signed_part.find('.');
  ENSURE(base64url(jws->payload) == jws->signed_part.substr(dot + 1), "a payload has two forms");
  const auto key = keys().find(jws->kid, jws->algorithm);
  ENSURE(!key || key->algorithm == jws->algorithm, "a key of another algorithm");
  // Nobody here has the private key: RFC 8037's own example aside, no signature fits.
  if (key && signature_fits(*key, jws->signed_part, jws->signature))
    ENSURE(jws->payload == "Example of Ed25519 signing", "a forged signature fits");
}

void fuzz_claims(std::string_view payload) {
  Issuer issuer;
  issuer.url = "i";
  issuer.audience = "a";
  const auto named = issuer_named(payload);
  const auto claimed = check_claims(payload, issuer, kNowS);
  if (!claimed) return;
  ENSURE(named && *named == "i", "claims of another issuer");
  ENSURE(valid_id(claimed->who.id), "an unsound id");
  ENSURE(claimed->who.branch.empty() || valid_id(claimed->who.branch), "an unsound branch");
  ENSURE(claimed->until_s > kNowS, "expired claims");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: fuzz_token(input); break;
    case 1: {  // a sound shape around any header and payload
      const size_t cut = input.find('\n');
      const std::string header = input.substr(0, cut);
      const std::string payload = cut == std::string::npos ? "" : input.substr(cut + 1);
      fuzz_token(base64url(header) + "." + base64url(payload) + "." +
                 base64url(std::string(64, 's')));
      break;
    }
    case 2: fuzz_claims(input); break;
    default: {
      const auto set = KeySet::parse(input);
      ENSURE(!set || set->size() <= 100, "too many keys");
    }
  }
  return 0;
}
