// The worked example of docs/add-a-projection.md: it folds, and the page shows what is compiled.
#include <doctest/doctest.h>

#include <fstream>

#include "dossier/channels/slice.h"
#include "support/memory_fold.h"

namespace dossier::test {
namespace {

constexpr const char* kExample = DOSSIER_ROOT "/tests/unit/projections/example_projection/";

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  REQUIRE_MESSAGE(in.good(), path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string message(int id, std::string_view type, std::string_view channel) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"m-{}","source":"/crm","type":"dossier.message.{}.v1",)"
      R"("subject":"customer/C-1","time":"2026-03-02T12:00:00Z",)"
      R"("data":{{"message_id":"M-{}","channel":"{}"}}}})",
      id, type, id, channel);
}

TEST_CASE("example projection: it counts messages by channel, each way") {
  MemoryFold fold({channels::make()}, "customer/C-1");
  REQUIRE(fold.fold(message(1, "sent", "sms")));
  REQUIRE(fold.fold(message(2, "sent", "whatsapp")));
  REQUIRE(fold.fold(message(3, "received", "whatsapp")));
  const auto* slice = fold.slice<channels::ChannelsSlice>(channels::kSlot);
  REQUIRE(slice != nullptr);
  JsonWriter out;
  fold::write_json(out, slice->get<channels::Channels>());
  CHECK(out.str() == R"({"by_channel":{"sms":{"sent":1,"received":0},)"
                     R"("whatsapp":{"sent":1,"received":1}}})");
}

TEST_CASE("example projection: the page shows the files as they are compiled") {
  const std::string page = read_file(DOSSIER_ROOT "/docs/add-a-projection.md");
  for (const char* file :
       {"CMakeLists.txt", "include/dossier/channels/slice.h", "src/projection.cc"}) {
    const std::string code = read_file(std::string(kExample) + file);
    CHECK_MESSAGE(page.find("\n" + code + "```\n") != std::string::npos, file);
  }
}

}  // namespace
}  // namespace dossier::test
