#include "pipeline/cli/train/text_bag.h"

#include <xxhash.h>

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

std::uint64_t hash_of(const FeatureBag& bag) {
  std::vector<std::uint64_t> words;
  for (const Feature& f : bag.features) {
    words.push_back(f.hash);
    words.push_back(static_cast<std::uint64_t>(f.weight));
  }
  return XXH3_64bits(words.data(), words.size() * sizeof(std::uint64_t));
}

}  // namespace vocmap
