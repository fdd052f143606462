#include "pipeline/cli/draft/choose_examples.h"

#include <algorithm>

#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostBytes = 300;    // of an example
constexpr std::size_t kLeastTypical = 40;  // rows, at least, to choose from
constexpr float kNearlyAlike = 0.8f;       // cosine of TF-IDF rows
constexpr float kRankVoice = 0.3f;         // how much typical counts beside unlike

// Dot product of two sparse rows, both by ascending column.
float similarity(std::span<const SparseRows::Cell> a, std::span<const SparseRows::Cell> b) {
  float sum = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (x->column < y->column) {
      ++x;
    } else if (y->column < x->column) {
      ++y;
    } else {
      sum += x++->value * y++->value;
    }
  }
  return sum;
}

}  // namespace

std::string example_of(std::string_view text, std::size_t most_bytes) {
  std::string line;
  for (const char c : text) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  const bool longer = line.size() > most_bytes;
  line.resize(cut_utf8(line, most_bytes).size());
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return longer ? line + "…" : line;
}

std::vector<std::string> choose_examples(const LineSpace& space,
                                         const std::vector<std::string_view>& texts,
                                         const std::vector<std::size_t>& members) {
  // The more typical half, and of that what is short enough to be read, where there is enough.
  const std::size_t half = std::max(members.size() / 2, kLeastTypical);
  std::vector<std::size_t> rows(
      members.begin(),
      members.begin() + static_cast<std::ptrdiff_t>(std::min(half, members.size())));
  const auto is_long = [&](std::size_t row) { return texts[row].size() > kMostBytes; };
  if (static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), is_long)) + kMostExamples <=
      rows.size()) {
    std::erase_if(rows, is_long);
  }
  std::vector<std::string> examples;
  std::vector<float> alike(rows.size(), 0);  // the greatest similarity to a chosen one
  while (examples.size() < kMostExamples) {
    std::size_t best = rows.size();
    float best_score = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (alike[i] >= kNearlyAlike) continue;
      const float rank = static_cast<float>(i) / static_cast<float>(rows.size());
      const float score = kRankVoice * rank + alike[i];
      if (best < rows.size() && score >= best_score) continue;
      best = i;
      best_score = score;
    }
    if (best == rows.size()) break;
    examples.push_back(example_of(texts[rows[best]], kMostBytes));
    const auto chosen = space.terms.row(rows[best]);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      alike[i] = std::max(alike[i], similarity(chosen, space.terms.row(rows[i])));
    }
    alike[best] = 1;
  }
  return examples;
}

}  // namespace vocmap
