#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/sentiment/sentiment_model.h"

namespace vocmap {

// Below and above these a text is negative or positive; in between it is neutral or mixed.
constexpr std::int32_t kNegative = -250, kPositive = 250;
// From here on a text praises, which is more than being polite.
constexpr std::int32_t kPraise = 600;

constexpr bool is_praise(std::int32_t score) {
  return score >= kPraise;
}

// Scores how a text feels. One per thread: keeps its buffers, and allocates nothing once they have
// grown. The same text and model give the same score on every machine. `model` must outlive it.
class Sentiment {
 public:
  explicit Sentiment(const SentimentModel& model = SentimentModel::built_in());

  // From -1000, very negative, to 1000, very positive; null when the model knows nothing of the
  // text: an empty one, a number, another language. `text` may be any bytes.
  std::optional<std::int32_t> score(std::string_view text);
  // The same of a text that is folded already (scenario/fold.h).
  std::optional<std::int32_t> score(std::u32string_view folded);

 private:
  const SentimentModel& model_;
  std::u32string folded_;
  std::vector<std::uint64_t> features_;
  std::vector<std::uint32_t> seen_;  // by slot of the model: the last text with that feature
  std::uint32_t text_ = 0;
};

}  // namespace vocmap
