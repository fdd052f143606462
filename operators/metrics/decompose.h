#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vocmap {

// One segment of a line (a product, a region) in two periods. Counts from 0.
struct SegmentCounts {
  std::string segment;  // unique
  std::int64_t contacts = 0, exposure = 0;
  std::int64_t reference_contacts = 0, reference_exposure = 0;
};

// What one segment adds to the change of the line's service rate. Millionths of a contact per 10k.
struct SegmentEffect {
  std::string segment;
  std::int64_t change = 0;  // rate + mix
  std::int64_t rate = 0;    // mean share of the exposure x change of the segment's rate
  std::int64_t mix = 0;     // mean rate of the segment x change of its share
};

// Why a line's service rate differs from the reference. Everything is an integer as it is
// published, in millionths of a contact per 10k, so that the sums hold exactly: rate - reference =
// change = rate_effect + mix_effect, each the sum of its segments. A segment's parts are within
// three millionths of their real values, at rates below 1,000 contacts a transaction.
struct RateChange {
  std::int64_t rate = 0, reference = 0, change = 0;
  std::int64_t rate_effect = 0, mix_effect = 0;
  std::vector<SegmentEffect> segments;  // by segment
};

// A segment that has no exposure in one period has no rate there. It is taken to have had the rate
// of the other period, so that its coming or going is mix alone; contacts that it has nevertheless
// are a rate effect. Empty when a period has no exposure, or more than 900 million contacts.
std::optional<RateChange> decompose_rate_change(std::vector<SegmentCounts> segments);

}  // namespace vocmap
