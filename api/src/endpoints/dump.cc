// GET /api/ops/dump: canonical bytes of every slice, row and timer, a line each: family, key and
// value in hex. With from_zero, those of a fold of the whole log, made for this answer.
#include "dossier/base/bytes.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr size_t kPieceBytes = 256 * 1024;

// Gathers lines into pieces worth sending.
class Lines {
 public:
  explicit Lines(const Sink& sink) : sink_(sink) {}

  bool add(std::string_view family, std::string_view key, std::string_view value) {
    piece_.append(family).append(" ").append(to_hex(key));
    if (!value.empty()) piece_.append(" ").append(to_hex(value));
    piece_ += '\n';
    return piece_.size() < kPieceBytes || flush();
  }
  bool flush() {
    const bool taken = piece_.empty() || sink_(piece_);
    piece_.clear();
    return taken;
  }

 private:
  const Sink& sink_;
  std::string piece_;
};

Status write_dump(Services& services, bool from_zero, const Sink& sink) {
  Lines lines(sink);
  bool taken = true;
  const auto visit = [&](std::string_view family, std::string_view key, std::string_view value) {
    taken = !services.stopping && lines.add(family, key, value);
    return taken;
  };
  const auto go_on = [&](uint64_t, uint64_t) { return !services.stopping; };
  engine::Engine& engine = services.engine;
  DOSSIER_TRY(from_zero ? engine.dump_from_zero(go_on, visit) : engine.dump(visit));
  if (taken && lines.flush()) return {};
  return fail(ErrorCode::unavailable, "the reader left, or the server is about to stop");
}

void dump(const CallPtr& call) {
  const bool from_zero = call->target.has("from_zero");
  Response response{200, "text/plain", {{"Cache-Control", "no-store"}}, {}, {}};
  response.stream = [&services = call->services, from_zero](const Sink& sink) {
    return write_dump(services, from_zero, sink);
  };
  call->answer(std::move(response));
}

}  // namespace

std::vector<Endpoint> dump_endpoints() {
  return {{.method = "GET",
           .path = "/api/ops/dump",
           .operation = "dumpViews",
           .summary = "Canonical bytes of all views, a line each: family, key, value in hex",
           .query = {{.name = "from_zero",
                      .summary = "Of a fold of the whole log, made for this.",
                      .kind = Parameter::Kind::flag}},
           .answers = {{200, "Lines", "text/plain"}},
           .handle = dump}};
}

}  // namespace dossier::api
