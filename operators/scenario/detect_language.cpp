#include "operators/scenario/detect_language.h"

#include <utf8proc.h>

#include <string>

#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr int kMaxCodePoints = 2'000;

struct Counts {
  int han = 0, kana = 0, traditional = 0, simplified = 0;
  int latin = 0, marked_latin = 0, other = 0;  // letters; marked: with a diacritic
  int english_words = 0, foreign_words = 0;
};

bool is_letter(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

void count_word(std::u32string& word, Counts& counts) {
  if (is_foreign_function_word(word)) {
    ++counts.foreign_words;
  } else if (is_function_word(word) || is_courtesy_word(word)) {
    ++counts.english_words;
  }
  word.clear();
}

void count_letter(char32_t c, Counts& counts, std::u32string& word) {
  const bool ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (ascii || ((c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00))) {
    ++counts.latin;
    counts.marked_latin += ascii ? 0 : 1;
    word.push_back(ascii ? c | 0x20 : static_cast<char32_t>(utf8proc_tolower(static_cast<int>(c))));
  } else if (is_letter(c) && !(c >= 0xFF21 && c <= 0xFF5A)) {
    ++counts.other;
  }
}

Counts count(std::string_view utf8) {
  Counts counts;
  std::u32string word;
  int read = 0;
  for (std::size_t position = 0; position < utf8.size() && read < kMaxCodePoints; ++read) {
    const char32_t c = next_code_point(utf8, position);
    if (c == '\'' || c == 0x2019) continue;  // "don't" is one word
    const int latin_before = counts.latin;
    if (is_han(c)) {
      ++counts.han;
      counts.traditional += simplified(c) != c ? 1 : 0;
      counts.simplified += is_simplified_only(c) ? 1 : 0;
    } else if (is_kana(c)) {
      ++counts.kana;
    } else {
      count_letter(c, counts, word);
    }
    if (counts.latin == latin_before && !word.empty()) count_word(word, counts);
  }
  if (!word.empty()) count_word(word, counts);
  return counts;
}

}  // namespace

std::string_view language_tag(Language language) {
  switch (language) {
    case Language::zh_hans:
      return "zh-Hans";
    case Language::zh_hant:
      return "zh-Hant";
    case Language::en:
      return "en";
    case Language::other:
      return "other";
  }
  return "other";
}

Language detect_language(std::string_view utf8) {
  const Counts n = count(utf8);
  // A Chinese character says as much as about three letters.
  const int chinese = 3 * n.han, foreign_script = 2 * n.other;
  if (10 * n.kana > n.han + n.kana) return Language::other;
  if (chinese >= n.latin && chinese > foreign_script) {
    return n.traditional > n.simplified ? Language::zh_hant : Language::zh_hans;
  }
  if (n.latin == 0 || n.latin < foreign_script) return Language::other;
  if (n.foreign_words > n.english_words || 12 * n.marked_latin > n.latin) return Language::other;
  return Language::en;
}

}  // namespace vocmap
