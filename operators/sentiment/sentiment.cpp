#include "operators/sentiment/sentiment.h"

#include <algorithm>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"
#include "operators/sentiment/sentiment_features.h"

// Logistic regression over distinct known features f with weights w and TF-IDF rows of length 1:
//
//   z     = sum(w[f] * idf[f]) / sqrt(sum(idf[f]^2))
//   score = 1000 * tanh(z / 2), the probability of positive minus that of negative

namespace vocmap {
namespace {

constexpr std::int64_t kOne = 1024;  // of z in fixed point
constexpr std::size_t kAhead = 8;    // features whose entries are on their way from memory

// 1000 * tanh(z / 2) by the approximant x (27 + x^2) / (27 + 9 x^2), which reaches 1 at x = 3.
std::int32_t squashed(std::int64_t z) {
  const std::int64_t x = std::clamp(z / 2, -3 * kOne, 3 * kOne);
  const std::int64_t square = x * x;
  constexpr std::int64_t k27 = 27 * kOne * kOne;
  return static_cast<std::int32_t>(1000 * x * (k27 + square) / (k27 + 9 * square) / kOne);
}

}  // namespace

Sentiment::Sentiment(const SentimentModel& model) : model_(model), seen_(model.slots()) {}

std::optional<std::int32_t> Sentiment::score(std::string_view text) {
  fold_text(text, folded_);
  return score(std::u32string_view(folded_));
}

std::optional<std::int32_t> Sentiment::score(std::u32string_view folded) {
  extract_sentiment_features(folded, features_);
  if (++text_ == 0) {  // the numbers begin anew
    std::fill(seen_.begin(), seen_.end(), 0);
    text_ = 1;
  }
  std::int64_t sum = 0;
  std::uint64_t mass = 0;
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (i + kAhead < features_.size()) model_.prefetch(features_[i + kAhead]);
    const SentimentEntry* entry = model_.find(features_[i]);
    if (entry == nullptr) continue;
    std::uint32_t& seen = seen_[model_.slot(entry)];
    if (seen == text_) continue;
    seen = text_;
    sum += entry->weight;
    mass += std::uint64_t{entry->idf} * entry->idf;
  }
  if (mass == 0) return std::nullopt;
  // sum is in 1/64, the root of mass << 8 in 1/128.
  const auto length = static_cast<std::int64_t>(integer_sqrt(mass << 8));
  return squashed(sum * 2 * kOne / length);
}

}  // namespace vocmap
