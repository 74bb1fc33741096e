// base: money, dates, ids and bytes, as tables of given and expected.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "dossier/base/bytes.h"
#include "dossier/base/ids.h"
#include "dossier/base/json.h"
#include "dossier/base/money.h"
#include "dossier/base/time.h"

using namespace dossier;

TEST_CASE("decimal: exact text both ways, nothing else is taken") {
  struct Row {
    std::string_view text;
    uint32_t decimals;
    int64_t scaled;
  };
  for (const Row& row : {Row{"45000.00", 2, 4500000}, Row{"-3.50", 2, -350}, Row{"0.00", 2, 0},
                         Row{"7", 0, 7}, Row{"12.500000", 6, 12500000},
                         Row{"92233720368547758.07", 2, std::numeric_limits<int64_t>::max()},
                         Row{"-92233720368547758.08", 2, std::numeric_limits<int64_t>::min()}}) {
    CAPTURE(row.text);
    const auto parsed = parse_decimal(row.text, row.decimals);
    REQUIRE(parsed);
    CHECK(*parsed == row.scaled);
    CHECK(format_decimal(row.scaled, row.decimals) == row.text);
  }
  CHECK(*parse_decimal("5", 2) == 500);
  CHECK(*parse_decimal("5.1", 2) == 510);
  for (const std::string_view bad :
       {"", "-", ".", "5.", ".5", "1.234", "1e3", "+1", " 1", "1 ", "1,000", "0x1", "--1", "1.-2",
        "92233720368547758.08", "-92233720368547758.09", "99999999999999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_decimal(bad, 2));
  }
}

TEST_CASE("money: decimals follow the currency, sums stay inside 64 bits and one currency") {
  CHECK(find_currency("JMD")->number == 388);
  CHECK(find_currency(uint16_t{392})->code == "JPY");
  CHECK(find_currency("XXZ") == nullptr);
  CHECK(find_currency(uint16_t{0}) == nullptr);
  for (const auto& currency : currencies()) {
    CAPTURE(currency.code);
    CHECK(find_currency(currency.number) == &currency);
    CHECK(find_currency(currency.code) == &currency);
  }
  CHECK(format_amount({123456, 388}) == "1234.56");
  CHECK(format_amount({1234, 392}) == "1234");
  CHECK(format_amount({1234567, 414}) == "1234.567");
  CHECK(*add({1, 388}, {2, 388}) == Money{3, 388});
  CHECK_FALSE(add({1, 388}, {2, 840}));
  CHECK_FALSE(add({std::numeric_limits<int64_t>::max(), 388}, {1, 388}));
}

TEST_CASE("dates: text both ways, impossible days refused") {
  CHECK(parse_date("1970-01-01")->days == 0);
  CHECK(parse_date("2026-03-02")->days == 20514);
  CHECK(to_string(Date{20514}) == "2026-03-02");
  CHECK(to_string(*parse_date("2024-02-29")) == "2024-02-29");
  for (const std::string_view bad : {"2023-02-29", "2026-13-01", "2026-00-10", "2026-3-2",
                                     "2026/03/02", "0000-01-01", "2026-03-02T", ""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_date(bad));
  }
}

TEST_CASE("dates: months on keep the day, or take the month's last") {
  const auto plus = [](std::string_view date, int32_t months) {
    return to_string(add_months(*parse_date(date), months));
  };
  CHECK(plus("2024-01-31", 1) == "2024-02-29");
  CHECK(plus("2023-01-31", 1) == "2023-02-28");
  CHECK(plus("2023-11-30", 3) == "2024-02-29");
  CHECK(plus("2023-12-15", 1) == "2024-01-15");
  CHECK(plus("2024-03-31", -1) == "2024-02-29");
}

TEST_CASE("instants: RFC 3339 both ways") {
  CHECK(parse_instant("1970-01-01T00:00:00Z")->micros == 0);
  CHECK(to_string(*parse_instant("2026-03-02T10:15:00Z")) == "2026-03-02T10:15:00Z");
  CHECK(to_string(*parse_instant("2026-03-02T10:15:00.5Z")) == "2026-03-02T10:15:00.500Z");
  CHECK(to_string(*parse_instant("2026-03-02T10:15:00.000001Z")) == "2026-03-02T10:15:00.000001Z");
  CHECK(to_string(*parse_instant("2026-03-02T05:15:00-05:00")) == "2026-03-02T10:15:00Z");
  CHECK(to_string(*parse_instant("1969-12-31T23:59:59.999Z")) == "1969-12-31T23:59:59.999Z");
  for (const std::string_view bad :
       {"2026-03-02", "2026-03-02T10:15Z", "2026-03-02T10:15:00", "2026-03-02T25:00:00Z",
        "2026-03-02T10:15:60Z", "2026-03-02T10:15:00.1234567Z", "2026-03-02 10:15:00Z",
        "2026-03-02T10:15:00+5:00", "2026-03-02T10:15:00.Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_instant(bad));
  }
}

TEST_CASE("zone: a day begins when it does in the lender's zone, across a clock change too") {
  const auto jamaica = Zone::load("America/Jamaica");
  REQUIRE(jamaica);
  CHECK(to_string(jamaica->start_of_day(*parse_date("2026-03-02"))) == "2026-03-02T05:00:00Z");
  CHECK(to_string(jamaica->date_of(*parse_instant("2026-03-02T04:59:59Z"))) == "2026-03-01");
  const auto london = Zone::load("Europe/London");
  REQUIRE(london);
  CHECK(to_string(london->start_of_day(*parse_date("2026-03-29"))) == "2026-03-29T00:00:00Z");
  CHECK(to_string(london->start_of_day(*parse_date("2026-03-30"))) == "2026-03-29T23:00:00Z");
  const auto nowhere = Zone::load("Mars/Olympus");
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == ErrorCode::not_found);
}

TEST_CASE("zone: day by day the start of a day is where its date begins, of zones asked in turn") {
  const auto london = Zone::load("Europe/London"), sydney = Zone::load("Australia/Sydney");
  REQUIRE(london);
  REQUIRE(sydney);
  for (int round = 0; round < 2; ++round)
    for (Date day = *parse_date("2019-12-30"); day < *parse_date("2026-01-02"); day = day + 1)
      for (const auto* zone : {&*london, &*sydney}) {
        CAPTURE(to_string(day));
        const Instant start = zone->start_of_day(day);
        CHECK(zone->date_of(start) == day);
        CHECK(zone->date_of({start.micros - 1}) == day + -1);
      }
}

TEST_CASE("subjects: kind/id, a bare id is a customer") {
  CHECK(Subject::parse("C-1042")->key() == "customer/C-1042");
  CHECK(Subject::parse("agent/A-7")->kind() == "agent");
  CHECK(Subject::parse("agent/A-7")->id() == "A-7");
  for (const std::string_view bad :
       {"", "/", "agent/", "/x", "Agent/x", "a b", "customer/a/b", "é"}) {
    CAPTURE(bad);
    CHECK_FALSE(Subject::parse(bad));
  }
  CHECK_FALSE(Subject::parse(std::string(129, 'x')));
}

TEST_CASE("partitioner: the values of Kafka's own test") {
  // org.apache.kafka.common.utils.UtilsTest.testMurmur2
  CHECK(static_cast<int32_t>(murmur2("21")) == -973932308);
  CHECK(static_cast<int32_t>(murmur2("foobar")) == -790332482);
  CHECK(static_cast<int32_t>(murmur2("a-little-bit-long-string")) == -985981536);
  CHECK(static_cast<int32_t>(murmur2("a-little-bit-longer-string")) == -1486304829);
  CHECK(static_cast<int32_t>(murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")) ==
        -58897971);
  CHECK(static_cast<int32_t>(murmur2("abc")) == 479470107);
}

TEST_CASE("bytes: what is written is read; a short or overlong read fails for good") {
  ByteWriter out;
  for (const uint64_t value : {uint64_t{0}, uint64_t{127}, uint64_t{128}, UINT64_MAX})
    out.varint(value);
  for (const int64_t value : {int64_t{0}, int64_t{-1}, INT64_MIN, INT64_MAX}) out.zigzag(value);
  out.text("abc");
  out.big64(0x0102030405060708);
  ByteReader in(out.bytes());
  CHECK(in.varint() == 0);
  CHECK(in.varint() == 127);
  CHECK(in.varint() == 128);
  CHECK(in.varint() == UINT64_MAX);
  CHECK(in.zigzag() == 0);
  CHECK(in.zigzag() == -1);
  CHECK(in.zigzag() == INT64_MIN);
  CHECK(in.zigzag() == INT64_MAX);
  CHECK(in.text() == "abc");
  CHECK(in.big64() == 0x0102030405060708);
  CHECK(in.ok());
  CHECK(in.at_end());
  in.u8();
  CHECK_FALSE(in.ok());
  ByteReader overlong("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
  overlong.varint();
  CHECK_FALSE(overlong.ok());
  ByteReader lies(
      "\x7f"
      "abc");
  CHECK(lies.text().empty());
  CHECK_FALSE(lies.ok());
}

TEST_CASE("bytes: published check values") {
  CHECK(crc32c("123456789") == 0xe3069283);  // RFC 3720, appendix B.4 gives the polynomial
  CHECK(to_hex("\x01\xab") == "01ab");
  CHECK(base64url("\xfb\xff") == "-_8");
  CHECK(*from_base64url("-_8") == "\xfb\xff");
  for (const std::string_view bad : {"a", "-_9", "ab=", "a+b/"}) CHECK_FALSE(from_base64url(bad));
}

TEST_CASE("json writer: commas, nesting, escapes") {
  JsonWriter json;
  json.begin_object().member("a", 1).member("b", true).key("c").begin_array();
  json.text("q\"\\\n\x01é").null().integer(-5).begin_object().end_object().end_array();
  json.member("d", "x").end_object();
  CHECK(json.str() ==
        "{\"a\":1,\"b\":true,\"c\":[\"q\\\"\\\\\\n\\u0001é\",null,-5,{}],\"d\":\"x\"}");
}
