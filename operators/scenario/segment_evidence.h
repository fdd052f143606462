#pragma once

#include <optional>
#include <span>

#include "operators/scenario/scorer.h"

namespace vocmap {

// The share, in 1/1000, from which one of `segments` segments names a scenario clearly: the more
// there are, the likelier is one that only seems to. Chosen on the training splits of Banking77,
// CLINC150 and MASSIVE zh-CN.
std::int32_t clear_share(std::size_t segments, bool calibrated);

// The scenario that a segment names clearly by itself, with its share and no place.
std::optional<Matter> clear_matter(const Evidence& segment, std::size_t segments);

// How much a segment counts in a long text: 0 unless it names a scenario clearly, else the square
// of the share.
std::int64_t segment_weight(const Evidence& segment, std::size_t segments);

// Replaces the scores of a long text by the weighted mean of its segments', so that what is about
// nothing known, a quoted history or a signature, does not drown the matter. False, and `out` as it
// was, when no segment names a scenario. `sums` is scratch, of as many as there are scenarios.
bool pool_segments(std::span<const Evidence> segments, std::span<std::int64_t> sums, Evidence& out);

}  // namespace vocmap
