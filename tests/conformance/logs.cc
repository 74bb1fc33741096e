#include "conformance/logs.h"

#include "dossier/base/ensure.h"

namespace dossier::engine::test {
namespace {

std::unique_ptr<EventLog> open_embedded(const LogSetting& setting) {
  auto records =
      Records::open({.path = setting.folder + "/records", .partitions = setting.partitions});
  ENSURE(records.has_value(), "{}", to_string(records.error()));
  EmbeddedLogOptions options{.clock = setting.clock};
  options.first_control = setting.first_control;
  return make_embedded_log(std::move(*records), std::move(options));
}

}  // namespace

const std::vector<LogKind>& log_kinds() {
  static const std::vector<LogKind> kinds = {{"embedded", open_embedded}};
  return kinds;
}

}  // namespace dossier::engine::test
