#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "operators/scenario/features.h"
#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

// The features that a model knows, with their inverse document frequency in a history: those of at
// least `min_documents` texts, the most frequent `max_features` of them, sorted by hash.
class Dictionary {
 public:
  static constexpr std::size_t kMaxFeatures = 65'536;

  struct Entry {
    std::uint64_t hash;
    std::int32_t idf;  // log2(1 + texts / frequency), kLogBits of fraction (fixed_point.h)
    std::uint32_t documents;
  };
  // Whether a text is one of those that made the dictionary, and is to be read as if it were not:
  // as a text of the stream is.
  enum class Reading { kAsKnown, kAsNew };

  Dictionary(std::span<const FeatureBag> texts, std::uint32_t min_documents,
             std::size_t max_features = kMaxFeatures);

  const std::vector<Entry>& entries() const { return entries_; }
  std::int32_t unknown_idf() const { return unknown_idf_; }  // of a feature of half a text

  // TF-IDF rows of length 1 over the known features; a text that has none is an empty row.
  SparseRows rows(std::span<const FeatureBag> texts, Reading reading = Reading::kAsKnown) const;
  // The share of a text's squared TF-IDF length that the dictionary knows, in [0, 1]; of an empty
  // text 0.
  float known_share(const FeatureBag& text, Reading reading = Reading::kAsKnown) const;

 private:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFF;
  std::uint32_t find(std::uint64_t hash, Reading reading) const;  // position, or kUnknown

  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, std::uint32_t> positions_;
  std::int32_t unknown_idf_ = 0;
  std::uint32_t min_documents_;
};

}  // namespace vocmap
