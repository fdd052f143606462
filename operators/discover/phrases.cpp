#include "operators/discover/phrases.h"

#include <algorithm>
#include <map>
#include <vector>

#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"
#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || (c >= 0xC0 && c < 0x2000);
}

bool is_common(std::u32string_view word) {
  return is_function_word(word) || is_courtesy_word(word) || word.size() < 2;
}

// Of a tag such as "[mobile]" at the start, which redaction wrote; 0 when there is none.
std::size_t tag_length(std::u32string_view text) {
  if (text.front() != '[') return 0;
  std::size_t end = 1;
  while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_')) ++end;
  return end > 1 && end < text.size() && text[end] == ']' ? end + 1 : 0;
}

constexpr std::size_t kMostOfWhole = 12;

using Neighbours = std::map<char32_t, std::size_t>;

// The Chinese character of more than three texts out of four; 0: there is none.
char32_t usual(const Neighbours& neighbours) {
  std::size_t all = 0;
  for (const auto& [c, count] : neighbours) all += count;
  for (const auto& [c, count] : neighbours) {
    if (4 * count > 3 * all && is_han(c)) return c;
  }
  return 0;
}

}  // namespace

std::set<std::u32string> Phrases::of(std::string_view text) {
  fold_text(text, folded_);
  std::set<std::u32string> found;
  const std::u32string_view folded = folded_;
  for (std::size_t i = 0; i < folded.size();) {
    if (!belongs(folded[i])) {
      i += std::max(tag_length(folded.substr(i)), std::size_t{1});
      continue;
    }
    std::size_t end = i;
    while (end < folded.size() && belongs(folded[end])) ++end;
    const auto run = folded.substr(i, end - i);
    chinese_ ? add_characters(run, found) : add_words(run, found);
    i = end;
  }
  return found;
}

std::u32string Phrases::whole(std::u32string phrase, std::span<const std::string_view> texts) {
  const std::size_t least = phrase.size();
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
  while (phrase.size() > least && is_function_character(phrase.back())) phrase.pop_back();
  return phrase;
}

bool Phrases::belongs(char32_t c) const {
  return chinese_ ? is_han(c) : is_letter(c) || c == ' ';
}

void Phrases::add_characters(std::u32string_view run, std::set<std::u32string>& found) const {
  for (std::size_t i = 0; i < run.size(); ++i) {
    for (std::size_t n = 2; n <= kMostCharacters && i + n <= run.size(); ++n) {
      const auto phrase = run.substr(i, n);
      if (is_function_character(phrase.front()) || is_function_character(phrase.back())) continue;
      found.emplace(phrase);
    }
  }
}

void Phrases::add_words(std::u32string_view run, std::set<std::u32string>& found) const {
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

}  // namespace vocmap
