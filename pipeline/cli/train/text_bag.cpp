#include "pipeline/cli/train/text_bag.h"

#include "operators/scenario/fold.h"

namespace vocmap {

FeatureBag bag_of(std::string_view text) {
  std::u32string folded;
  fold_text(text, folded);
  FeatureBag bag;
  extract_features(folded, bag);
  bag.scratch = {};
  return bag;
}

}  // namespace vocmap
