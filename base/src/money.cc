#include "dossier/base/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace dossier {
namespace {

// ISO 4217 list one (active codes), sorted by number.
constexpr auto kCurrencies = std::to_array<CurrencyInfo>({
    {"ALL", 8, 2},   {"DZD", 12, 2},  {"ARS", 32, 2},  {"AUD", 36, 2},  {"BSD", 44, 2},
    {"BHD", 48, 3},  {"BDT", 50, 2},  {"AMD", 51, 2},  {"BBD", 52, 2},  {"BMD", 60, 2},
    {"BTN", 64, 2},  {"BOB", 68, 2},  {"BWP", 72, 2},  {"BZD", 84, 2},  {"SBD", 90, 2},
    {"BND", 96, 2},  {"MMK", 104, 2}, {"BIF", 108, 0}, {"KHR", 116, 2}, {"CAD", 124, 2},
    {"CVE", 132, 2}, {"KYD", 136, 2}, {"LKR", 144, 2}, {"CLP", 152, 0}, {"CNY", 156, 2},
    {"COP", 170, 2}, {"KMF", 174, 0}, {"CRC", 188, 2}, {"CUP", 192, 2}, {"CZK", 203, 2},
    {"DKK", 208, 2}, {"DOP", 214, 2}, {"SVC", 222, 2}, {"ETB", 230, 2}, {"ERN", 232, 2},
    {"FKP", 238, 2}, {"FJD", 242, 2}, {"DJF", 262, 0}, {"GMD", 270, 2}, {"GIP", 292, 2},
    {"GTQ", 320, 2}, {"GNF", 324, 0}, {"GYD", 328, 2}, {"HTG", 332, 2}, {"HNL", 340, 2},
    {"HKD", 344, 2}, {"HUF", 348, 2}, {"ISK", 352, 0}, {"INR", 356, 2}, {"IDR", 360, 2},
    {"IRR", 364, 2}, {"IQD", 368, 3}, {"ILS", 376, 2}, {"JMD", 388, 2}, {"JPY", 392, 0},
    {"KZT", 398, 2}, {"JOD", 400, 3}, {"KES", 404, 2}, {"KPW", 408, 2}, {"KRW", 410, 0},
    {"KWD", 414, 3}, {"KGS", 417, 2}, {"LAK", 418, 2}, {"LBP", 422, 2}, {"LSL", 426, 2},
    {"LRD", 430, 2}, {"LYD", 434, 3}, {"MOP", 446, 2}, {"MWK", 454, 2}, {"MYR", 458, 2},
    {"MVR", 462, 2}, {"MUR", 480, 2}, {"MXN", 484, 2}, {"MNT", 496, 2}, {"MDL", 498, 2},
    {"MAD", 504, 2}, {"OMR", 512, 3}, {"NAD", 516, 2}, {"NPR", 524, 2}, {"ANG", 532, 2},
    {"AWG", 533, 2}, {"VUV", 548, 0}, {"NZD", 554, 2}, {"NIO", 558, 2}, {"NGN", 566, 2},
    {"NOK", 578, 2}, {"PKR", 586, 2}, {"PAB", 590, 2}, {"PGK", 598, 2}, {"PYG", 600, 0},
    {"PEN", 604, 2}, {"PHP", 608, 2}, {"QAR", 634, 2}, {"RUB", 643, 2}, {"RWF", 646, 0},
    {"SHP", 654, 2}, {"SAR", 682, 2}, {"SCR", 690, 2}, {"SGD", 702, 2}, {"VND", 704, 0},
    {"SOS", 706, 2}, {"ZAR", 710, 2}, {"SSP", 728, 2}, {"SZL", 748, 2}, {"SEK", 752, 2},
    {"CHF", 756, 2}, {"SYP", 760, 2}, {"THB", 764, 2}, {"TOP", 776, 2}, {"TTD", 780, 2},
    {"AED", 784, 2}, {"TND", 788, 3}, {"UGX", 800, 0}, {"MKD", 807, 2}, {"EGP", 818, 2},
    {"GBP", 826, 2}, {"TZS", 834, 2}, {"USD", 840, 2}, {"UYU", 858, 2}, {"UZS", 860, 2},
    {"WST", 882, 2}, {"YER", 886, 2}, {"TWD", 901, 2}, {"ZWG", 924, 2}, {"SLE", 925, 2},
    {"VED", 926, 2}, {"VES", 928, 2}, {"MRU", 929, 2}, {"STN", 930, 2}, {"BYN", 933, 2},
    {"TMT", 934, 2}, {"GHS", 936, 2}, {"SDG", 938, 2}, {"RSD", 941, 2}, {"MZN", 943, 2},
    {"AZN", 944, 2}, {"RON", 946, 2}, {"TRY", 949, 2}, {"XAF", 950, 0}, {"XCD", 951, 2},
    {"XOF", 952, 0}, {"XPF", 953, 0}, {"ZMW", 967, 2}, {"SRD", 968, 2}, {"MGA", 969, 2},
    {"AFN", 971, 2}, {"TJS", 972, 2}, {"AOA", 973, 2}, {"BGN", 975, 2}, {"CDF", 976, 2},
    {"BAM", 977, 2}, {"EUR", 978, 2}, {"UAH", 980, 2}, {"GEL", 981, 2}, {"PLN", 985, 2},
    {"BRL", 986, 2},
});

constexpr size_t kLetters = 26;
constexpr size_t kPlaces = kLetters * kLetters * kLetters;

// Place of a code of three capital letters; past the end for anything else.
size_t place_of(std::string_view code) {
  size_t place = 0;
  if (code.size() != 3) return kPlaces;
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return kPlaces;
    place = place * kLetters + static_cast<size_t>(c - 'A');
  }
  return place;
}

// A currency by its code in one step: money is in most events, several times.
const auto& by_code() {
  static const auto kMade = [] {
    std::array<const CurrencyInfo*, kPlaces> out{};
    for (const CurrencyInfo& currency : kCurrencies) out[place_of(currency.code)] = &currency;
    return out;
  }();
  return kMade;
}

Error bad_decimal(uint32_t decimals) {
  return {ErrorCode::invalid, "not an exact decimal", "",
          fmt::format("write digits with at most {} decimals, such as \"1250.00\", within 64 bits",
                      decimals)};
}

}  // namespace

std::span<const CurrencyInfo> currencies() { return kCurrencies; }

const CurrencyInfo* find_currency(std::string_view code) {
  const size_t place = place_of(code);
  return place < kPlaces ? by_code()[place] : nullptr;
}

const CurrencyInfo* find_currency(uint16_t number) {
  const auto* found = std::ranges::lower_bound(kCurrencies, number, {}, &CurrencyInfo::number);
  return found == kCurrencies.end() || found->number != number ? nullptr : found;
}

Result<int64_t> parse_decimal(std::string_view text, uint32_t decimals) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  const bool bare_point = point < text.size() && fraction.empty();
  if (point == 0 || bare_point || fraction.size() > decimals)
    return std::unexpected(bad_decimal(decimals));
  int64_t value = 0;
  const auto take = [&value](char c) {
    return c >= '0' && c <= '9' && !__builtin_mul_overflow(value, 10, &value) &&
           !__builtin_sub_overflow(value, c - '0', &value);
  };
  for (const char c : text.substr(0, point))
    if (!take(c)) return std::unexpected(bad_decimal(decimals));
  for (uint32_t i = 0; i < decimals; ++i)
    if (!take(i < fraction.size() ? fraction[i] : '0'))
      return std::unexpected(bad_decimal(decimals));
  if (negative) return value;
  if (value == std::numeric_limits<int64_t>::min()) return std::unexpected(bad_decimal(decimals));
  return -value;
}

std::string format_decimal(int64_t scaled, uint32_t decimals) {
  const uint64_t magnitude =
      scaled < 0 ? ~static_cast<uint64_t>(scaled) + 1 : static_cast<uint64_t>(scaled);
  std::string digits = fmt::format("{:0{}}", magnitude, decimals + 1);
  if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
  return scaled < 0 ? "-" + digits : digits;
}

std::string short_decimal(int64_t scaled, uint32_t decimals) {
  std::string text = format_decimal(scaled, decimals);
  if (decimals > 0) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string format_amount(Money money) {
  const CurrencyInfo* info = find_currency(money.currency);
  return format_decimal(money.minor, info == nullptr ? 0 : info->decimals);
}

std::optional<Money> add(Money a, Money b) {
  if (a.currency != b.currency) return std::nullopt;
  if (__builtin_add_overflow(a.minor, b.minor, &a.minor)) return std::nullopt;
  return a;
}

}  // namespace dossier
