#include "pipeline/cli/train/sentiment_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"
#include "operators/sentiment/sentiment_features.h"
#include "pipeline/cli/train/softmax_regression.h"
#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kMinDocuments = 2;
constexpr std::size_t kMaxFeatures = 60'000;  // of a language; three times as many give nothing
constexpr double kSteepness = 6;              // of the log odds of a rating
const SoftmaxOptions kOptions{.epochs = 12, .rate = 2, .decay = 0.2f};

// The distinct features of texts, as rows of length 1 over those of at least kMinDocuments texts.
class SentimentRows {
 public:
  explicit SentimentRows(std::span<const RatedText> texts) {
    std::vector<std::vector<std::uint32_t>> tags = tags_of(texts);
    std::unordered_map<std::uint32_t, std::uint32_t> counts;
    for (const auto& of_text : tags) {
      for (const std::uint32_t tag : of_text) ++counts[tag];
    }
    std::map<std::uint32_t, std::uint32_t> known;  // by tag, so that columns have one order
    for (const auto& [tag, count] : counts) {
      if (count >= kMinDocuments) known.emplace(tag, count);
    }
    for (const auto& [tag, count] : known) {
      columns_.emplace(tag, static_cast<std::uint32_t>(features_.size()));
      features_.push_back({tag, count, idf_of(count, texts.size())});
    }
    rows_.columns = features_.size();
    for (const auto& of_text : tags) add_row(of_text);
  }

  struct Feature {
    std::uint32_t tag, count;
    std::uint8_t idf;  // in 1/8
  };
  const std::vector<Feature>& features() const { return features_; }
  const SparseRows& rows() const { return rows_; }

 private:
  static std::vector<std::vector<std::uint32_t>> tags_of(std::span<const RatedText> texts) {
    std::vector<std::vector<std::uint32_t>> out;
    std::u32string folded;
    std::vector<std::uint64_t> hashes;
    for (const RatedText& one : texts) {
      fold_text(one.text, folded);
      extract_sentiment_features(folded, hashes);
      auto& tags = out.emplace_back();
      for (const std::uint64_t hash : hashes) tags.push_back(SentimentModel::tag_of(hash));
      std::sort(tags.begin(), tags.end());
      tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    }
    return out;
  }

  static std::uint8_t idf_of(std::uint32_t count, std::size_t texts) {
    const std::int32_t idf = log2_fixed(static_cast<std::uint32_t>(1 + texts / count));
    return static_cast<std::uint8_t>(std::max(1, idf >> (kLogBits - 3)));
  }

  void add_row(const std::vector<std::uint32_t>& tags) {
    const std::size_t begin = rows_.cells.size();
    float mass = 0;
    for (const std::uint32_t tag : tags) {
      const auto found = columns_.find(tag);
      if (found == columns_.end()) continue;
      const float idf = features_[found->second].idf;
      mass += idf * idf;
      rows_.cells.push_back({found->second, idf});
    }
    for (std::size_t i = begin; i < rows_.cells.size(); ++i)
      rows_.cells[i].value /= std::sqrt(mass);
    rows_.end_row();
  }

  std::vector<Feature> features_;
  std::unordered_map<std::uint32_t, std::uint32_t> columns_;
  SparseRows rows_;
};

DenseRows targets_of(std::span<const RatedText> texts) {
  DenseRows targets(static_cast<Eigen::Index>(texts.size()), 2);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    // Rounded, since std::exp differs in its last place from machine to machine.
    const double share = 1 / (1 + std::exp(-kSteepness * texts[i].rating));
    const auto positive = static_cast<float>(std::round(4096 * share) / 4096);
    targets.row(static_cast<Eigen::Index>(i)) << 1 - positive, positive;
  }
  return targets;
}

void add_language(std::span<const RatedText> texts, std::map<std::uint32_t, SentimentEntry>& out) {
  const SentimentRows data(texts);
  const std::vector<float> voices(texts.size(), 1);
  const DenseRows weights = fit_softmax(data.rows(), targets_of(texts), voices, kOptions);
  struct Weighted {
    float voice;
    SentimentEntry entry;
  };
  std::vector<Weighted> found;
  for (std::size_t i = 0; i < data.features().size(); ++i) {
    const auto& feature = data.features()[i];
    const auto row = static_cast<Eigen::Index>(i);
    const float weight = weights(row, 1) - weights(row, 0);
    const auto scaled = std::lround(weight * feature.idf * 8);
    found.push_back({std::abs(weight) * std::sqrt(static_cast<float>(feature.count)),
                     {feature.tag, static_cast<std::int16_t>(std::clamp(scaled, -32'767L, 32'767L)),
                      feature.idf}});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Weighted& a, const Weighted& b) { return a.voice > b.voice; });
  found.resize(std::min(found.size(), kMaxFeatures));
  for (const Weighted& one : found) out.emplace(one.entry.tag, one.entry);
}

}  // namespace

std::vector<SentimentEntry> fit_sentiment(std::span<const std::vector<RatedText>> languages) {
  std::map<std::uint32_t, SentimentEntry> entries;
  for (const auto& texts : languages) add_language(texts, entries);
  std::vector<SentimentEntry> out;
  for (const auto& [tag, entry] : entries) out.push_back(entry);
  return out;
}

}  // namespace vocmap
