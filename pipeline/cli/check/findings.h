#pragma once

#include <optional>
#include <vector>

#include "pipeline/cli/check/confusions.h"
#include "pipeline/cli/check/overlaps.h"
#include "pipeline/cli/check/rules.h"
#include "pipeline/cli/check/shares.h"

namespace vocmap {

// All that `vocmap check` has to say about one taxonomy version. `index` must outlive it.
struct Findings {
  Findings() = default;
  Findings(Findings&&) = default;  // moving keeps what `confusions` points to, copying would not

  const TaxonomyIndex* index = nullptr;
  std::vector<JudgedExample> judged;
  std::vector<Confusion> confusions;  // of `judged`
  std::vector<Overlap> overlaps;      // of the sample's contacts, else of the examples
  std::vector<RuleFinding> rules;
  std::optional<SampleShares> shares;  // of the sample
};

// `sample` may be null; `wanted_precision` in percent.
Findings find_problems(const TaxonomyIndex& index, const CheckedSample* sample,
                       int wanted_precision);

}  // namespace vocmap
