#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// Fixed point of unit vectors: 1.0 is 1 << kUnitBits.
constexpr int kUnitBits = 14;

struct Term {
  std::uint64_t hash;
  std::int64_t value;
};
using TermVector = std::vector<Term>;  // sorted by hash

// One text that describes a scenario of the line: an example, a counter-example, a name or the
// definition.
struct Document {
  std::size_t scenario;  // position in TaxonomyIndex::scenarios_of(line)
  std::int32_t share;    // voice in the centroid, in 1/16; negative: counter-example
  const std::string* example = nullptr;  // null: a name or definition
  FeatureBag bag = {};
  TermVector unit = {};  // TF-IDF vector of length 1
};

// Fits the TF-IDF centroids of one line at load, in integers only (fixed_point.h).
class LexicalFit {
 public:
  LexicalFit(const TaxonomyIndex& index, std::size_t line_position);

  std::size_t scenario_count() const { return scenario_count_; }
  const std::vector<Document>& documents() const { return documents_; }
  const std::unordered_map<std::uint64_t, std::int32_t>& idf() const { return idf_; }
  std::int32_t unknown_idf() const { return unknown_idf_; }  // of a feature never seen
  std::int32_t once_idf() const { return once_idf_; }        // of a feature of one document

  // Sum of the unit centroids of the scenario's Chinese and of its other documents, so that a text
  // of one language does not pay for the other; without document `left_out`, if given.
  TermVector centroid(std::size_t scenario, std::optional<std::size_t> left_out = {}) const;

 private:
  void add(std::size_t scenario, std::int32_t share, const std::string& text, bool is_example);
  void weigh_features();
  void weigh_documents();

  std::size_t scenario_count_ = 0;
  std::vector<Document> documents_;  // grouped by scenario, ascending
  std::unordered_map<std::uint64_t, std::int32_t> idf_;
  std::int32_t unknown_idf_ = 0;
  std::int32_t once_idf_ = 0;
};

// log2(1 + documents / frequency), kLogBits of fraction; `half_frequency` counts in halves, 1 is a
// feature never seen.
std::int32_t inverse_frequency(std::size_t documents, std::uint32_t half_frequency);

// Value of a feature in a text vector: weight x idf, with kLogBits of fraction.
constexpr std::int64_t term_value(std::int32_t weight, std::int32_t idf) {
  return std::int64_t{weight} * idf / 16;
}

}  // namespace vocmap
