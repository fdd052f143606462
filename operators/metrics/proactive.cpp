#include "operators/metrics/proactive.h"

#include <cmath>

#include "operators/metrics/rate.h"

namespace vocmap {
namespace {

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ProactiveEffect proactive_effect(const std::vector<OrdersAtRisk>& kinds) {
  ProactiveEffect out;
  std::int64_t told = 0, all = 0, annoyed = 0, compared = 0;
  double avoided = 0, variance = 0;
  for (const OrdersAtRisk& kind : kinds) {
    told += kind.told_first;
    all += kind.told_first + kind.others;
    annoyed += kind.annoyed;
    if (kind.told_first == 0 || kind.others == 0) continue;
    compared += kind.told_first;
    const double factor = static_cast<double>(kind.told_first) / static_cast<double>(kind.others);
    avoided += factor * static_cast<double>(kind.other_contacts) -
               static_cast<double>(kind.told_first_contacts);
    // A count varies by itself, 1 at least: none seen is not none possible.
    variance += factor * factor * std::max(1.0, static_cast<double>(kind.other_contacts)) +
                std::max(1.0, static_cast<double>(kind.told_first_contacts));
  }
  out.coverage = share(told, all);
  out.coverage_interval = share_interval(told, all);
  out.annoyance = share(annoyed, told);
  out.annoyance_interval = share_interval(annoyed, told);
  out.not_compared = told - compared;
  if (compared > 0) {
    const double half = 1.959963984540054 * std::sqrt(variance);
    out.avoided_contacts = avoided;
    out.avoided_interval = {avoided - half, avoided + half};
  }
  return out;
}

}  // namespace vocmap
