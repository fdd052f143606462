#include "operators/discover/label.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"
#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostWords = 3, kMostCharacters = 6;
constexpr std::size_t kMostOfWhole = 12;

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int rest = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned kLeads[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLeads[rest] | (c >> (6 * rest)));
  for (int i = rest - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

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

  // A Chinese phrase that goes on in the same way in most texts was cut in the middle.
  std::u32string whole(std::u32string phrase, std::span<const std::string_view> texts) {
    while (phrase.size() < kMostOfWhole) {
      Neighbours before, after;
      for (const std::string_view text : texts) {
        fold_text(text, folded_);
        const std::size_t at = folded_.find(phrase);
        if (at == folded_.npos) continue;
        const std::size_t end = at + phrase.size();
        ++before[at > 0 ? folded_[at - 1] : U' '];
        ++after[end < folded_.size() ? folded_[end] : U' '];
      }
      if (const char32_t c = usual(before)) {
        phrase.insert(phrase.begin(), c);
      } else if (const char32_t next = usual(after)) {
        phrase += next;
      } else {
        break;
      }
    }
    return phrase;
  }

 private:
  using Neighbours = std::map<char32_t, std::size_t>;

  // The character of more than three texts out of four; 0: there is none that could be part of a phrase.
  static char32_t usual(const Neighbours& neighbours) {
    std::size_t all = 0;
    for (const auto& [c, count] : neighbours) all += count;
    for (const auto& [c, count] : neighbours) {
      if (4 * count > 3 * all && is_han(c) && !is_function_character(c)) return c;
    }
    return 0;
  }

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
  const auto background = static_cast<std::uint32_t>(others.size()) + 1;
  std::int64_t best = 0;
  std::optional<std::u32string> label;
  for (const auto& [phrase, count] : inside) {
    const std::int64_t idf = log2_fixed(1 + background / (1 + outside[phrase]));
    const auto spaces = std::count(phrase.begin(), phrase.end(), U' ');
    const std::int64_t length = chinese ? static_cast<std::int64_t>(phrase.size()) : 1 + spaces;
    // A longer phrase says more: it wins over its parts unless it is much rarer.
    const std::int64_t score = count * idf * (chinese ? length + 1 : 2 * length + 1);
    if (score <= best) continue;
    best = score;
    label = phrase;
  }
  if (!label) return std::nullopt;
  return to_utf8(chinese ? phrases.whole(*label, texts) : *label);
}

}  // namespace vocmap
