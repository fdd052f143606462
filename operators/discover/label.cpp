#include "operators/discover/label.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"
#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostWords = 3, kMostCharacters = 6;

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || (c >= 0xC0 && c < 0x2000);
}

// Phrases of a text, each once.
class Phrases {
 public:
  explicit Phrases(bool chinese) : chinese_(chinese) {}

  std::set<std::u32string> of(std::string_view text) {
    fold_text(text, folded_);
    std::set<std::u32string> found;
    for (std::size_t i = 0; i < folded_.size();) {
      std::size_t end = i;
      while (end < folded_.size() && belongs(folded_[end])) ++end;
      if (end > i) add_run(std::u32string_view(folded_).substr(i, end - i), found);
      i = end + 1;
    }
    return found;
  }

 private:
  bool belongs(char32_t c) const { return chinese_ ? is_han(c) : is_letter(c) || c == ' '; }

  void add_run(std::u32string_view run, std::set<std::u32string>& found) const {
    if (chinese_) {
      for (std::size_t i = 0; i < run.size(); ++i) {
        for (std::size_t n = 2; n <= kMostCharacters && i + n <= run.size(); ++n) {
          const auto phrase = run.substr(i, n);
          if (is_function_character(phrase.front()) || is_function_character(phrase.back()))
            continue;
          found.emplace(phrase);
        }
      }
      return;
    }
    std::vector<std::u32string_view> words;
    for (std::size_t i = 0; i < run.size();) {
      const std::size_t end = std::min(run.find(U' ', i), run.size());
      if (end > i) words.push_back(run.substr(i, end - i));
      i = end + 1;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::u32string phrase;
      for (std::size_t n = 0; n < kMostWords && i + n < words.size(); ++n) {
        if (n > 0) phrase.push_back(U' ');
        phrase.append(words[i + n]);
        if (!is_common(words[i]) && !is_common(words[i + n])) found.insert(phrase);
      }
    }
  }

  static bool is_common(std::u32string_view word) {
    return is_function_word(word) || is_courtesy_word(word) || word.size() < 2;
  }

  bool chinese_;
  std::u32string folded_;
};

}  // namespace

std::optional<std::string> label_of(std::span<const std::string_view> texts,
                                    std::span<const std::string_view> others, bool chinese) {
  Phrases phrases{chinese};
  std::map<std::u32string, std::uint32_t> inside;
  for (const std::string_view text : texts) {
    for (const std::u32string& phrase : phrases.of(text)) ++inside[phrase];
  }
  std::erase_if(inside, [](const auto& entry) { return entry.second < 2; });
  std::map<std::u32string, std::uint32_t> outside;
  for (const std::string_view text : others) {
    for (const std::u32string& phrase : phrases.of(text)) {
      if (inside.contains(phrase)) ++outside[phrase];
    }
  }
  const auto all = static_cast<std::uint32_t>(texts.size() + others.size());
  std::int64_t best = 0;
  std::optional<std::u32string> label;
  for (const auto& [phrase, count] : inside) {
    const std::int64_t idf = log2_fixed(1 + all / (count + outside[phrase]));
    const auto spaces = std::count(phrase.begin(), phrase.end(), U' ');
    const std::int64_t length = chinese ? static_cast<std::int64_t>(phrase.size()) : 1 + spaces;
    // A longer phrase says more: it wins over its parts unless it is much rarer.
    const std::int64_t score = count * idf * (chinese ? length + 1 : 2 * length + 1);
    if (score <= best) continue;
    best = score;
    label = phrase;
  }
  if (!label) return std::nullopt;
  return to_utf8(*label);
}

}  // namespace vocmap
