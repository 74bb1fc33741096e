#include "auth/fetch.h"

#include <curl/curl.h>

#include <memory>

#include "auth/issuer_file.h"

namespace dossier::api {
namespace {

constexpr size_t kBytesMax = 256 * 1024;
constexpr long kConnectMs = 2000;
constexpr long kWholeMs = 5000;

// Less than what was given ends the transfer.
size_t take(char* bytes, size_t one, size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + one * count > kBytesMax) return 0;
  body.append(bytes, one * count);
  return one * count;
}

std::unexpected<Error> failed(const std::string& url, const std::string& why) {
  return fail(ErrorCode::unavailable, "can not fetch " + url + ": " + why, "",
              "check the address and the network");
}

}  // namespace

Result<std::string> fetch_url(const std::string& url) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (ready != CURLE_OK || !curl) return failed(url, "libcurl does not start");
  std::string body;
  const auto set = [&curl](CURLoption option, auto value) {
    return curl_easy_setopt(curl.get(), option, value) == CURLE_OK;
  };
  const bool all_set = set(CURLOPT_URL, url.c_str()) && set(CURLOPT_PROTOCOLS_STR, "http,https") &&
                       set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_NOSIGNAL, 1L) &&
                       set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMs) &&
                       set(CURLOPT_TIMEOUT_MS, kWholeMs) && set(CURLOPT_USERAGENT, "dossier") &&
                       set(CURLOPT_WRITEFUNCTION, &take) &&
                       set(CURLOPT_WRITEDATA, static_cast<void*>(&body)) &&
                       (!is_loopback_url(url) || set(CURLOPT_NOPROXY, "*"));
  if (!all_set) return failed(url, "libcurl lacks an option");
  const CURLcode done = curl_easy_perform(curl.get());
  if (done == CURLE_WRITE_ERROR) return failed(url, "the answer is over 256 KiB");
  if (done != CURLE_OK) return failed(url, curl_easy_strerror(done));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return failed(url, "status " + std::to_string(status));
  return body;
}

}  // namespace dossier::api
