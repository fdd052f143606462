#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/scenario/lexical_fit.h"

namespace vocmap {

// The fitted centroids of one line as an inverted index: feature -> scenarios that know it.
// Immutable; scenarios are positions in TaxonomyIndex::scenarios_of(line).
class LineModel {
 public:
  struct Posting {
    std::uint16_t scenario;
    std::int32_t weight;  // 1.0 is 1 << kUnitBits
  };
  struct Entry {
    std::uint64_t hash = 0;
    std::int32_t idf = 0;
    std::uint32_t begin = 0, end = 0;  // in the postings; empty: a free slot
  };

  explicit LineModel(const LexicalFit& fit);

  std::size_t scenario_count() const { return scenario_count_; }
  std::int32_t unknown_idf() const { return unknown_idf_; }

  // Null when no scenario knows the feature.
  const Entry* find(std::uint64_t hash) const {
    for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      const Entry& entry = entries_[slot];
      if (entry.begin == entry.end) return nullptr;
      if (entry.hash == hash) return &entry;
    }
  }
  std::span<const Posting> postings(const Entry& entry) const {
    return {postings_.data() + entry.begin, entry.end - entry.begin};
  }

 private:
  std::size_t scenario_count_;
  std::int32_t unknown_idf_;
  std::uint64_t mask_ = 0;
  std::vector<Entry> entries_;  // open addressing, at most half full
  std::vector<Posting> postings_;
};

}  // namespace vocmap
