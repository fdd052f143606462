#include "pipeline/cli/train/dictionary.h"

#include <algorithm>
#include <cmath>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/lexical_fit.h"

namespace vocmap {

Dictionary::Dictionary(std::span<const FeatureBag> texts, std::uint32_t min_documents,
                       std::size_t max_features)
    : min_documents_(min_documents) {
  std::unordered_map<std::uint64_t, std::uint32_t> frequency;
  for (const FeatureBag& text : texts) {
    for (const Feature& f : text.features) ++frequency[f.hash];
  }
  std::vector<std::pair<std::uint64_t, std::uint32_t>> kept;
  for (const auto& [hash, count] : frequency) {
    if (count >= min_documents) kept.emplace_back(hash, count);
  }
  if (kept.size() > max_features) {
    std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    kept.resize(max_features);
  }
  std::sort(kept.begin(), kept.end());
  for (const auto& [hash, count] : kept) {
    positions_.emplace(hash, static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back({hash, inverse_frequency(texts.size(), 2 * count), count});
  }
  unknown_idf_ = inverse_frequency(texts.size(), 1);
}

std::uint32_t Dictionary::find(std::uint64_t hash, Reading reading) const {
  const auto found = positions_.find(hash);
  if (found == positions_.end()) return kUnknown;
  const bool new_here =
      reading == Reading::kAsNew && entries_[found->second].documents <= min_documents_;
  return new_here ? kUnknown : found->second;
}

SparseRows Dictionary::rows(std::span<const FeatureBag> texts, Reading reading) const {
  SparseRows rows;
  rows.columns = entries_.size();
  for (const FeatureBag& text : texts) {
    double squares = 0;
    for (const Feature& f : text.features) {
      const std::uint32_t position = find(f.hash, reading);
      if (position == kUnknown) continue;
      const auto value = static_cast<float>(term_value(f.weight, entries_[position].idf));
      squares += double{value} * value;
      rows.cells.push_back({position, value});
    }
    const auto scale = static_cast<float>(squares > 0 ? 1 / std::sqrt(squares) : 0);
    for (std::size_t i = rows.begins.back(); i < rows.cells.size(); ++i) {
      rows.cells[i].value *= scale;
    }
    rows.end_row();
  }
  return rows;
}

float Dictionary::known_share(const FeatureBag& text, Reading reading) const {
  double known = 0, all = 0;
  for (const Feature& f : text.features) {
    const std::uint32_t position = find(f.hash, reading);
    const bool knows = position != kUnknown;
    const auto value =
        static_cast<double>(term_value(f.weight, knows ? entries_[position].idf : unknown_idf_));
    all += value * value;
    if (knows) known += value * value;
  }
  return static_cast<float>(all > 0 ? known / all : 0);
}

}  // namespace vocmap
