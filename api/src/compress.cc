#include "compress.h"

#include <libdeflate.h>

#include <memory>

#include "dossier/base/ensure.h"
#include "header_list.h"

namespace dossier::api {
namespace {

constexpr size_t kLargeBytes = 8 * 1024;  // a hot view is below: it costs more than it saves
constexpr int kLevel = 1;                 // of libdeflate: JSON to a sixth, 1 µs a KiB

struct Free {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

std::string gzip(std::string_view text) {
  thread_local const std::unique_ptr<libdeflate_compressor, Free> compressor(
      libdeflate_alloc_compressor(kLevel));
  ENSURE(compressor != nullptr, "no memory to compress with");
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

// Whether a weight, "q=0.5", is one of nothing.
bool is_refused(std::string_view weight) {
  return (weight.starts_with("q=0") || weight.starts_with("Q=0")) &&
         weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    std::string_view weight = take_item(accept_encoding);
    const std::string_view name = take_item(weight, ';');
    const bool taken = !is_refused(trimmed(weight));
    if (name == "gzip" || name == "x-gzip") return taken;
    if (name == "*") any = taken;
  }
  return any;
}

void compress(std::string_view accept_encoding, Response& response) {
  if (response.body.size() < kLargeBytes || response.stream || response.handover) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!takes_gzip(accept_encoding)) return;
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace dossier::api
