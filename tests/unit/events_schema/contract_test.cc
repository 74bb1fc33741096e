// Bytes that may never change: what content_mac is made over.
#include <doctest/doctest.h>

#include "dossier/base/bytes.h"
#include "dossier/events/canonical.h"
#include "support.h"

namespace dossier::events {
namespace {

std::string canonical(std::string_view type, std::string_view json,
                      std::optional<Instant> time = std::nullopt,
                      std::string_view subject = "customer/C-1042") {
  std::string out;
  canonical_bytes(type_named(type), subject, time, data_of(type, json).root(), out);
  return out;
}

}  // namespace

TEST_CASE("canonical bytes: the example of the format's page, field by field") {
  const std::string bytes = canonical(
      "dossier.payment.received.v1",
      R"({"payment_id":"P-881","loan_id":"LN-1","amount":{"amount":"45000.00","currency":"JMD"},)"
      R"("value_date":"2026-03-02","method":"bank_transfer",)"
      R"("meta":{"actor":{"kind":"system","id":"core"}}})",
      *parse_instant("2026-03-02T10:15:00Z"));
  ByteWriter expected;
  expected.text("dossier-mac-1");
  expected.text("dossier.payment.received.v1");
  expected.text("customer/C-1042");
  expected.u8(1);
  expected.raw(std::string_view("\x00\x11\x04\xDC\x07\x4C\x06\x00", 8));  // 1772446500000000
  expected.varint(0);                                                     // meta
  expected.varint(0);                                                     // meta.actor
  expected.varint(0);                                                     // meta.actor.kind
  expected.zigzag(0);
  expected.varint(1);  // meta.actor.id
  expected.text("core");
  expected.varint(0xFFFF);
  expected.varint(0xFFFF);
  expected.varint(1);
  expected.text("P-881");
  expected.varint(2);
  expected.text("LN-1");
  expected.varint(3);
  expected.zigzag(4'500'000);
  expected.varint(388);
  expected.varint(4);
  expected.zigzag(20'514);
  expected.varint(6);
  expected.zigzag(0);
  CHECK(to_hex(bytes) == to_hex(expected.bytes()));
}

TEST_CASE("canonical bytes: the order of members does not count, all else does") {
  const std::string_view note = "dossier.note.added.v1";
  const std::string base = canonical(note, R"({"note_id":"N","text":"t","tags":["a","b"]})");
  CHECK(canonical(note, R"({"tags":["a","b"],"text":"t","note_id":"N"})") == base);
  CHECK(canonical(note, R"({"note_id":"N","text":"t","tags":["b","a"]})") != base);
  CHECK(canonical(note, R"({"note_id":"N","text":"t","tags":["ab"]})") != base);
  CHECK(canonical(note, R"({"note_id":"N","text":"u","tags":["a","b"]})") != base);
  CHECK(canonical(note, R"({"note_id":"N","text":"t","tags":["a","b"]})", Instant{0}) != base);
  CHECK(canonical(note, R"({"note_id":"N","text":"t","tags":["a","b"]})", {}, "customer/C") !=
        base);
}

}  // namespace dossier::events
