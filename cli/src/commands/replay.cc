// dossier replay dump: canonical bytes of all that was folded.
#include <fmt/format.h>
#include <openssl/evp.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

struct Options {
  bool from_zero = false;
  bool sha256 = false;
};

// SHA-256 of what comes in pieces.
class Hash {
 public:
  Hash() { ENSURE(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "SHA-256"); }
  void add(std::string_view piece) {
    ENSURE(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1, "SHA-256");
  }
  std::string hex() {
    std::array<unsigned char, 32> digest{};
    ENSURE(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "SHA-256");
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free};
};

int dump(const Config& config, const Options& options) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  Hash hash;
  const auto sink = [&](std::string_view piece) {
    if (!options.sha256) return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size();
    hash.add(piece);
    return true;
  };
  const auto response = checked((*backend)->stream(
      get(options.from_zero ? "/api/ops/dump?from_zero" : "/api/ops/dump"), sink));
  if (!response) return report(response.error());
  if (options.sha256) fmt::print("{}\n", hash.hex());
  return kOk;
}

}  // namespace

void add_replay(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("replay", "What the log folds to");
  command->require_subcommand(1);
  auto* sub = command->add_subcommand(
      "dump", "Every slice, row and timer: family, key and value in hex, a line each");
  const auto options = std::make_shared<Options>();
  sub->add_flag("--from-zero", options->from_zero, "Of a fold of the whole log, made for this");
  sub->add_flag("--sha256", options->sha256, "Only the SHA-256 of the lines");
  sub->callback([&chosen, options] {
    chosen.run = [options](const Config& c) { return dump(c, *options); };
  });
}

}  // namespace dossier::cli
