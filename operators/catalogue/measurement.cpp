#include "operators/catalogue/measurement.h"

#include <algorithm>

namespace vocmap {

void add(Amounts& amounts, const Amounts& more, int sign) {
  const auto before = [](const Amount& a, const Amount& b) {
    return std::pair{a.metric, a.bucket} < std::pair{b.metric, b.bucket};
  };
  for (const Amount& amount : more) {
    const auto place = std::lower_bound(amounts.begin(), amounts.end(), amount, before);
    if (place == amounts.end() || before(amount, *place)) {
      const Amount added{amount.metric, amount.bucket, sign * amount.numerator,
                         sign * amount.denominator};
      if (added.numerator != 0 || added.denominator != 0) amounts.insert(place, added);
      continue;
    }
    place->numerator += sign * amount.numerator;
    place->denominator += sign * amount.denominator;
    if (place->numerator == 0 && place->denominator == 0) amounts.erase(place);
  }
}

}  // namespace vocmap
