// What travels compressed, and to whom.
#include "compress.h"

#include <doctest/doctest.h>
#include <libdeflate.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string unpacked(const std::string& gzip) {
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  std::string out(8 << 20, '\0');
  size_t size = 0;
  const auto result = libdeflate_gzip_decompress(decompressor, gzip.data(), gzip.size(), out.data(),
                                                 out.size(), &size);
  libdeflate_free_decompressor(decompressor);
  REQUIRE(result == LIBDEFLATE_SUCCESS);
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("compress: who takes gzip says so, by name or by the star, with a weight that is not 0") {
  for (const char* takes : {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*", "x-gzip",
                            "deflate,\tgzip ; q=0.001", "identity;q=0.5, *;q=0.1"}) {
    CAPTURE(takes);
    CHECK(takes_gzip(takes));
  }
  for (const char* refuses : {"", "identity", "br", "gzip;q=0", "*, gzip;q=0.000", "*;q=0", "gzi",
                              "gzipped", ";q=1", ",,", "gzip;q=0, *"}) {
    CAPTURE(refuses);
    CHECK_FALSE(takes_gzip(refuses));
  }
}

TEST_CASE("compress: a large answer is the same to all, a small one is left alone") {
  RouterFixture api;
  const auto ask = [&](const std::string& target, const std::string& encodings) {
    return api.ask({"GET", target, {{"accept-encoding", encodings}}, {}, Peer::in_process});
  };
  const Response plain = ask("/openapi.json", "identity"), gzip = ask("/openapi.json", "br, gzip");
  CHECK(header_of(plain, "Content-Encoding") == "<absent>");
  CHECK(header_of(gzip, "Content-Encoding") == "gzip");
  CHECK(header_of(plain, "Vary") == "Accept-Encoding");
  CHECK(header_of(gzip, "Vary") == "Accept-Encoding");
  CHECK(gzip.body.size() < plain.body.size() / 4);
  CHECK(unpacked(gzip.body) == plain.body);
  const Response small = ask("/livez", "gzip");
  CHECK(header_of(small, "Content-Encoding") == "<absent>");
  CHECK(small.body == "ok\n");
}

}  // namespace dossier::api
