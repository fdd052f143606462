#include "pipeline/cli/check/findings.h"

namespace vocmap {

Findings find_problems(const TaxonomyIndex& index, const CheckedSample* sample,
                       int wanted_precision) {
  Findings findings;
  findings.index = &index;
  findings.judged = judge_examples(index);
  findings.confusions = find_confusions(findings.judged);
  findings.overlaps =
      sample != nullptr ? overlaps_of_sample(*sample) : overlaps_of_examples(findings.judged);
  findings.rules = check_rules(index, sample);
  if (sample != nullptr) findings.shares = sample_shares(*sample, wanted_precision);
  return findings;
}

}  // namespace vocmap
