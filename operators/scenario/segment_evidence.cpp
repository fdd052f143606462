#include "operators/scenario/segment_evidence.h"

#include <algorithm>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/line_scorer.h"

namespace vocmap {
namespace {

// The doubt that a clear segment may leave, in 1/1000, up to a number of segments; beyond that it
// falls with the root of their number. `root` is ten times the root of the number.
struct Doubt {
  std::int64_t most, root;
};
constexpr Doubt kCalibrated{400, 20}, kLexical{700, 57};
// Such evidence is so many times that of none, and of the next scenario.
constexpr std::int64_t kOverNone = 4, kOverNext = 2;
constexpr std::int32_t kSaysEnough =
    Evidence::kMaxTextScore / 32;  // an order number alone does not

std::int32_t best_share(const Evidence& evidence, const ScenarioScore& best) {
  std::int64_t whole = evidence.whole;
  if (!evidence.calibrated) {
    whole = evidence.none;
    for (const ScenarioScore& s : evidence.top) whole += s.score;
  }
  return static_cast<std::int32_t>(1000 * std::int64_t{best.score} / whole);
}

}  // namespace

std::int32_t clear_share(std::size_t segments, bool calibrated) {
  const Doubt& doubt = calibrated ? kCalibrated : kLexical;
  const auto root = static_cast<std::int64_t>(integer_sqrt(100 * segments));
  return static_cast<std::int32_t>(1000 - doubt.most * doubt.root / std::max(root, doubt.root));
}

std::optional<Matter> clear_matter(const Evidence& segment, std::size_t segments) {
  const ScenarioScore* best = segment.best();
  if (best == nullptr) return std::nullopt;
  const std::int32_t share = best_share(segment, *best);
  if (share < clear_share(segments, segment.calibrated)) return std::nullopt;
  if (!segment.calibrated) {
    if (best->score < kSaysEnough || best->score < kOverNone * segment.none) return std::nullopt;
    for (const ScenarioScore& s : segment.top) {
      if (&s != best && best->score < kOverNext * s.score) return std::nullopt;
    }
  }
  return Matter{best->scenario, 0, 0, share};
}

std::int64_t segment_weight(const Evidence& segment, std::size_t segments) {
  const auto matter = clear_matter(segment, segments);
  return matter ? std::int64_t{matter->share} * matter->share : 0;
}

bool pool_segments(std::span<const Evidence> segments, std::span<std::int64_t> sums,
                   Evidence& out) {
  std::fill(sums.begin(), sums.end(), 0);
  std::int64_t weights = 0, none = 0, whole = 0;
  for (const Evidence& segment : segments) {
    const std::int64_t weight = segment_weight(segment, segments.size());
    if (weight == 0) continue;
    weights += weight;
    none += weight * segment.none;
    whole += weight * segment.whole;
    for (const ScenarioScore& s : segment.top) sums[s.scenario] += weight * s.score;
  }
  if (weights == 0) return false;
  out.none = static_cast<std::int32_t>(none / weights);
  out.whole = static_cast<std::int32_t>(whole / weights);
  out.top.clear();
  for (std::size_t s = 0; s < sums.size(); ++s) {
    if (const auto score = static_cast<std::int32_t>(sums[s] / weights); score > 0) {
      out.top.push_back({static_cast<std::uint16_t>(s), score});
    }
  }
  keep_best(out.top);
  return true;
}

}  // namespace vocmap
