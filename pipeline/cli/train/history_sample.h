#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "pipeline/cli/train/smallest_hashes.h"
#include "pipeline/cli/train/train_line.h"

namespace vocmap {

// The distinct texts of a line's history with the smallest hashes, at most `capacity`: the same
// ones whatever the order in which they come, each with how often it came. Texts are distinct when
// their features are; of equal ones the smallest by bytes stands for all. Of a text its first
// kMaxTextBytes are kept, so a full sample takes at most 2.1 KiB a text, 43 MB in all.
class HistorySample {
 public:
  static constexpr std::size_t kMaxTextBytes = 2048;

  // Texts with the features of a labelled one are not kept: calibration holds labelled texts out,
  // and a copy would give them away. Nor are texts without features.
  explicit HistorySample(const std::vector<LabelledText>& labelled,
                         std::size_t capacity = kMaxHistory);

  void add(std::string_view text);
  std::vector<HistoryText> take();  // ascending by hash

 private:
  std::unordered_set<std::uint64_t> labelled_;  // hashes
  SmallestHashes<HistoryText> kept_;
};

}  // namespace vocmap
