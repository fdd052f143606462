#include "operators/forecast/erlang.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr double kEver = std::numeric_limits<double>::infinity();

// The wait of customers who never give up, in M/M/n+M, has at t > 0 the density
// lambda exp(g(t)) / (1/B(n-1) + lambda J), g(t) = lambda H(t) - n mu t, H(t) = (1 - e^(-theta t))
// / theta, J the integral of exp(g); it is 0 with the rest of the probability. g is concave.
class OfferedWait {
 public:
  OfferedWait(const OfferedLoad& load, std::int64_t agents)
      : lambda_(load.contacts_per_hour / 3600),
        capacity_(static_cast<double>(agents) / load.handle_s),
        theta_(1 / *load.patience_s) {
    // exp(g) is scaled by its greatest value, so that it is at most 1.
    if (lambda_ > capacity_) peak_ = std::log(lambda_ / capacity_) / theta_;
    greatest_ = exponent(peak_);
    end_ = far_side();
    // 1/B(n-1), in the same scale; a B too small to be told from 0 means that nobody waits.
    const double b = erlang_b(load.erlangs(), agents - 1);
    const double nobody_waits = std::exp(-greatest_) / b;
    const double waits = lambda_ * integral(0, end_, 0);
    total_ = nobody_waits + waits;
    if (std::isfinite(total_)) at_once_ = nobody_waits / total_;
  }

  double at_once() const { return at_once_; }

  // Waits, at most `t`, and has the patience to.
  double answered_after_waiting(double t) const {
    if (at_once_ == 1) return 0;
    return lambda_ * integral(0, std::min(t, end_), theta_) / total_;
  }

 private:
  double exponent(double t) const {
    return -lambda_ * std::expm1(-theta_ * t) / theta_ - capacity_ * t;
  }

  // A point beyond the peak where exp(g) is no longer seen beside its greatest value.
  double far_side() const {
    double step = 1 / (capacity_ + theta_);
    while (exponent(peak_ + step) > greatest_ - kNegligible) step *= 2;
    double near = peak_ + step / 2, far = peak_ + step;
    for (int i = 0; i < 20; ++i) {
      const double middle = (near + far) / 2;
      (exponent(middle) > greatest_ - kNegligible ? near : far) = middle;
    }
    return far;
  }

  // Of exp(g(t) - greatest - patience t), by Simpson's rule over what can be seen of it.
  double integral(double from, double to, double patience) const {
    const double step = (to - from) / kSteps;
    double sum = 0;
    for (int i = 0; i <= kSteps; ++i) {
      const double t = from + step * i;
      const double weight = i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * std::exp(exponent(t) - greatest_ - patience * t);
    }
    return sum * step / 3;
  }

  static constexpr double kNegligible = 40;  // e^-40 of the peak
  static constexpr int kSteps = 2000;
  double lambda_, capacity_, theta_;
  double peak_ = 0, greatest_ = 0, end_ = 0;
  double total_ = 0, at_once_ = 1;
};

bool serves(const OfferedLoad& load, std::int64_t agents, const ServiceTarget& target) {
  return service_of(load, agents, target.wait_s).service_level >= target.share;
}

}  // namespace

double erlang_b(double erlangs, std::int64_t agents) {
  double b = 1;
  for (std::int64_t n = 1; n <= agents; ++n)
    b = erlangs * b / (static_cast<double>(n) + erlangs * b);
  return b;
}

double erlang_c(double erlangs, std::int64_t agents) {
  const double n = static_cast<double>(agents);
  if (erlangs >= n) return erlangs > 0 ? 1 : 0;
  const double b = erlang_b(erlangs, agents);
  return b / (1 - erlangs / n * (1 - b));
}

QueuePerformance service_of(const OfferedLoad& load, std::int64_t agents, double within_s) {
  CHECK(load.contacts_per_hour >= 0 && load.handle_s > 0 && agents >= 0 && within_s >= 0 &&
            load.patience_s.value_or(1) > 0,
        "a load is not negative and times are above 0");
  if (load.contacts_per_hour == 0) return {0, 1, 0};
  if (agents == 0) return {1, 0, load.patience_s ? 1.0 : 0.0};
  const double spare = static_cast<double>(agents) - load.erlangs();
  if (!load.patience_s) {
    const double waits = erlang_c(load.erlangs(), agents);
    if (spare <= 0) return {1, 0, 0};
    return {waits, 1 - waits * std::exp(-spare * within_s / load.handle_s), 0};
  }
  const OfferedWait wait{load, agents};
  const double at_once = wait.at_once();
  return {1 - at_once, at_once + wait.answered_after_waiting(within_s),
          std::max(0.0, 1 - at_once - wait.answered_after_waiting(kEver))};
}

std::optional<AgentsNeeded> agents_needed(const OfferedLoad& load, const ServiceTarget& target,
                                          double shrinkage) {
  CHECK(shrinkage >= 0 && shrinkage < 1, "shrinkage is a share below 1");
  std::int64_t too_few = -1, enough = 0;
  while (!serves(load, enough, target)) {
    if (enough == kMostAgents) return std::nullopt;
    too_few = enough;
    enough = std::min(kMostAgents, std::max<std::int64_t>(1, enough * 2));
  }
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (serves(load, middle, target) ? enough : too_few) = middle;
  }
  // Less what the division errs, so that 14 / 0.7 is 20.
  const double scheduled = static_cast<double>(enough) / (1 - shrinkage) - 1e-9;
  return AgentsNeeded{enough, static_cast<std::int64_t>(std::ceil(scheduled))};
}

}  // namespace vocmap
