#include "operators/metrics/decompose.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::int64_t kUnits = 10'000'000'000;     // millionths of a contact per 10k in one
constexpr std::int64_t kMaxContacts = 900'000'000;  // times kUnits they fit an integer

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), 0L);
}

// What the segments' contacts are of the line's exposure, in units, and their sum: the line's rate,
// rounded. Each is rounded down, and what the sum lacks goes to the largest remainders, of equal
// ones to the first.
struct Contributions {
  std::int64_t whole = 0;
  std::vector<std::int64_t> of;
};

Contributions contributions(const std::vector<std::int64_t>& contacts, std::int64_t exposure) {
  Contributions out;
  std::vector<std::int64_t> remainders;
  for (const std::int64_t y : contacts) {
    out.of.push_back(y * kUnits / exposure);
    remainders.push_back(y * kUnits % exposure);
  }
  const std::int64_t units = sum_of(contacts) * kUnits;
  out.whole = units / exposure + (units % exposure >= exposure - units % exposure ? 1 : 0);
  std::vector<std::size_t> order(contacts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  const std::int64_t missing = out.whole - sum_of(out.of);
  CHECK(missing >= 0 && missing <= static_cast<std::int64_t>(order.size()),
        "the parts that were rounded down lack less than one each");
  for (std::int64_t i = 0; i < missing; ++i) ++out.of[order[i]];
  return out;
}

// The two effects of a segment whose contribution is `now` and was `reference`. Of the change, the
// smaller effect is rounded, and the larger one is the rest: so what does not change is exactly 0.
struct Effects {
  std::int64_t rate = 0, mix = 0;
};

Effects effects_of(const SegmentCounts& s, std::int64_t now, std::int64_t reference,
                   std::int64_t exposure, std::int64_t reference_exposure) {
  if (s.exposure == 0 && s.reference_exposure == 0) return {now - reference, 0};
  if (s.exposure == 0) return {now, -reference};
  if (s.reference_exposure == 0) return {-reference, now};
  const auto ratio = [](std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  const double share = ratio(s.exposure, exposure);
  const double reference_share = ratio(s.reference_exposure, reference_exposure);
  const double rate = ratio(s.contacts, s.exposure) * kUnits;
  const double reference_rate = ratio(s.reference_contacts, s.reference_exposure) * kUnits;
  const double by_rate = (share + reference_share) / 2 * (rate - reference_rate);
  const double by_mix = (rate + reference_rate) / 2 * (share - reference_share);
  const std::int64_t change = now - reference;
  if (std::abs(by_rate) < std::abs(by_mix)) {
    return {std::llround(by_rate), change - std::llround(by_rate)};
  }
  return {change - std::llround(by_mix), std::llround(by_mix)};
}

std::vector<std::int64_t> column(const std::vector<SegmentCounts>& segments,
                                 std::int64_t SegmentCounts::*member) {
  std::vector<std::int64_t> values;
  values.reserve(segments.size());
  for (const SegmentCounts& segment : segments) values.push_back(segment.*member);
  return values;
}

}  // namespace

std::optional<RateChange> decompose_rate_change(std::vector<SegmentCounts> segments) {
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return a.segment < b.segment; });
  const auto contacts = column(segments, &SegmentCounts::contacts);
  const auto reference_contacts = column(segments, &SegmentCounts::reference_contacts);
  const std::int64_t exposure = sum_of(column(segments, &SegmentCounts::exposure));
  const std::int64_t reference_exposure =
      sum_of(column(segments, &SegmentCounts::reference_exposure));
  if (exposure <= 0 || reference_exposure <= 0) return std::nullopt;
  if (std::max(sum_of(contacts), sum_of(reference_contacts)) > kMaxContacts) return std::nullopt;

  const Contributions now = contributions(contacts, exposure);
  const Contributions reference = contributions(reference_contacts, reference_exposure);
  RateChange out;
  out.rate = now.whole;
  out.reference = reference.whole;
  out.change = out.rate - out.reference;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    SegmentEffect effect;
    effect.segment = segments[i].segment;
    effect.change = now.of[i] - reference.of[i];
    const auto [rate, mix] =
        effects_of(segments[i], now.of[i], reference.of[i], exposure, reference_exposure);
    effect.rate = rate;
    effect.mix = mix;
    out.rate_effect += effect.rate;
    out.mix_effect += effect.mix;
    out.segments.push_back(std::move(effect));
  }
  return out;
}

}  // namespace vocmap
