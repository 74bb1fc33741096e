#include "currency_index.h"

#include <array>

namespace dossier::events {
namespace {

constexpr size_t kLetters = 26;
constexpr size_t kPlaces = kLetters * kLetters * kLetters;
using Index = std::array<const CurrencyInfo*, kPlaces>;

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

const Index& index() {
  static const Index made = [] {
    Index out{};
    for (const CurrencyInfo& currency : currencies()) out[place_of(currency.code)] = &currency;
    return out;
  }();
  return made;
}

}  // namespace

const CurrencyInfo* currency_of(std::string_view code) {
  const size_t place = place_of(code);
  return place < kPlaces ? index()[place] : nullptr;
}

}  // namespace dossier::events
