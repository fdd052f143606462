#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "operators/scenario/features.h"
#include "pipeline/cli/train/smallest_hashes.h"
#include "schemas/events.h"

namespace vocmap {

// A contact of a history, by the first of its texts that says more than a greeting.
struct SampledContact {
  std::uint64_t customer = 0;  // hash
  EventTime opened_at = EventTime::max();
  std::string text;  // redacted, at most kTextBytes; empty: the contact has none
  EventTime text_at;
  std::uint64_t features = 0;  // hash of the text's features; 0: it says no more than a greeting

  static constexpr std::size_t kTextBytes = 2'000;
};

// The contacts of a line in bounded memory: those with the smallest hashes of customer and id, at
// most `most` of them, whatever the order of the records.
class ContactSample {
 public:
  explicit ContactSample(std::size_t most) : contacts_(most) {}

  // `texts`: what the customer wrote in this record.
  void add(const Contact& record, const std::vector<std::string>& texts);

  // By hash of customer and id.
  const std::map<std::uint64_t, SampledContact>& contacts() const { return contacts_.values(); }
  // How many the line has: exact until some are left out, then an estimate (k minimum values).
  std::int64_t total() const;
  bool complete() const { return contacts_.complete(); }

 private:
  std::uint64_t features_of(std::string_view text);

  SmallestHashes<SampledContact> contacts_;
  std::u32string folded_;
  FeatureBag bag_;
};

}  // namespace vocmap
