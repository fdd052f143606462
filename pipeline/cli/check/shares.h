#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/check/read_sample.h"

namespace vocmap {

// What became of contacts that have a text. Without a model for all their lines `assigned` and
// `probable` mean nothing, only their sum does.
struct Shares {
  std::uint32_t contacts = 0, without_text = 0;
  std::uint32_t assigned = 0, probable = 0, unclassified = 0;
  bool calibrated = true;

  double of(std::uint32_t count) const { return contacts == 0 ? 0 : 1.0 * count / contacts; }
  // Of the unclassified share, 95 %; {0, 1} without contacts.
  std::pair<double, double> interval() const;
};

// A word (or up to three, or Chinese characters) that unclassified contacts share.
struct FrequentWord {
  std::string word;
  std::uint32_t contacts = 0;
  std::vector<std::string> texts;  // at most kShownTexts that have it; each stands under one word
};

struct LineShares {
  Shares shares;
  std::vector<FrequentWord> words;  // of the unclassified, the most frequent first
};

struct SampleShares {
  Shares overall;
  std::vector<LineShares> lines;  // in the order of the taxonomy
};

// `wanted_precision` in percent: a probability from which on a scenario is assigned.
SampleShares sample_shares(const CheckedSample& sample, int wanted_precision);

}  // namespace vocmap
