#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/scenario/rule_matcher.h"
#include "operators/scenario/scorer.h"

namespace vocmap {

// Finds the words that carried a decision: the contribution of each feature goes to the tokens in
// which it occurs, and neighbouring tokens that carried much are one span. Not for sharing between
// threads; allocates nothing per text once its buffers have grown.
class FindSpans {
 public:
  // Replaces `spans`, in the order of the text and in places of the folded text. `contributions`:
  // of the text's features, in their order; each phrase of `hits` has `rule_contribution` in equal
  // parts. Only what speaks for the decision counts. Empty when nothing does.
  void find(const FeatureBag& text, std::span<const std::int64_t> contributions,
            std::span<const RuleMatcher::Hit> hits, std::int64_t rule_contribution,
            std::vector<EvidenceSpan>& spans);

 private:
  struct Piece {
    std::uint32_t begin, end;
    std::int64_t weight;
    std::uint32_t rule;
  };

  void weigh_tokens(const FeatureBag& text, std::span<const std::int64_t> contributions);
  void gather_runs(const FeatureBag& text);
  void unite();

  std::vector<std::int64_t> weights_;  // of the tokens
  std::vector<Piece> pieces_;
};

}  // namespace vocmap
