#pragma once

#include <cstdint>
#include <utility>

namespace vocmap {

// The middle 95 % of a negative binomial with mean > 0 and variance mean + dispersion mean^2: the
// smallest counts at which the distribution function reaches 2.5 % and 97.5 %. Only +, -, *, / and
// square roots of doubles in a fixed order, so the same on every machine. Where the standard
// deviation is above 2,000 it counts in steps of at most a thousandth of that, with the same mean
// and variance. `dispersion` >= 0.01.
std::pair<std::int64_t, std::int64_t> middle_95(double mean, double dispersion);

}  // namespace vocmap
