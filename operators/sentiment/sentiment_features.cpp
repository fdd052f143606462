#include "operators/sentiment/sentiment_features.h"

#include <algorithm>
#include <array>

#include "operators/scenario/chinese.h"

namespace vocmap {
namespace {

enum class Kind : std::uint64_t { word = 1, pair, negated, character, bigram, trigram, mark };

constexpr int kNegationScope = 3;  // words behind a negation
constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15u;

std::uint64_t mix(std::uint64_t x) {  // the finalizer of splitmix64
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t extend(std::uint64_t word, char32_t c) {
  return (word ^ c) * 0x100000001B3u;  // FNV-1a, a code point at a time
}

constexpr std::uint64_t word_hash(std::u32string_view word) {
  std::uint64_t h = 0xCBF29CE484222325u;
  for (const char32_t c : word) h = extend(h, c);
  return h;
}

std::uint64_t hash_of(Kind kind, std::uint64_t content) {
  return mix(content + kGolden * static_cast<std::uint64_t>(kind));
}

bool is_cjk(char32_t c) {
  return is_han(c) || is_kana(c);
}
bool is_letter(char32_t c) {  // of the alphabets below U+2000
  return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7);
}
bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_emoji(char32_t c) {
  const bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
  return !skin_tone && ((c >= 0x1F300 && c < 0x1FB00) || (c >= 0x2600 && c < 0x27C0));
}

// Without apostrophes, as words are read here.
bool is_negation(std::uint64_t word) {
  static constexpr auto kNegations = [] {
    std::array words{
        word_hash(U"not"),     word_hash(U"no"),      word_hash(U"never"),   word_hash(U"cannot"),
        word_hash(U"cant"),    word_hash(U"dont"),    word_hash(U"didnt"),   word_hash(U"doesnt"),
        word_hash(U"wont"),    word_hash(U"isnt"),    word_hash(U"wasnt"),   word_hash(U"arent"),
        word_hash(U"werent"),  word_hash(U"couldnt"), word_hash(U"wouldnt"), word_hash(U"shouldnt"),
        word_hash(U"hasnt"),   word_hash(U"havent"),  word_hash(U"hadnt"),   word_hash(U"aint"),
        word_hash(U"nothing"), word_hash(U"without"), word_hash(U"hardly"),  word_hash(U"nor")};
    std::sort(words.begin(), words.end());
    return words;
  }();
  return std::binary_search(kNegations.begin(), kNegations.end(), word);
}

class SentimentReader {
 public:
  SentimentReader(std::u32string_view text, std::vector<std::uint64_t>& out)
      : text_(text), out_(out) {}

  void run() {
    for (std::size_t i = 0; i < text_.size();) i = take(i);
  }

 private:
  std::size_t take(std::size_t i) {
    const char32_t c = text_[i];
    if (is_cjk(c)) return take_cjk(i);
    if (is_letter(c) || is_digit(c)) return take_word(i);
    if (c == '@') return end_of(i + 1, [](char32_t d) { return is_name(d); });
    if (c == '[') return take_tag(i);
    if (c == '!' || c == '?') return take_marks(i);
    if (is_emoji(c)) return add(Kind::mark, c), i + 1;
    if (c == ':' || c == ';' || c == '<' || c == '=') return take_emoticon(i);
    if (c == '.' || c == ',' || c == 0x3002) scope_ = 0;
    return i + 1;
  }

  static bool is_name(char32_t c) { return is_letter(c) || is_digit(c) || c == '_'; }

  std::size_t end_of(std::size_t i, auto&& belongs) const {
    while (i < text_.size() && belongs(text_[i])) ++i;
    return i;
  }

  std::size_t take_word(std::size_t i) {
    const auto rest = text_.substr(i);
    if (rest.starts_with(U"http://") || rest.starts_with(U"https://") ||
        rest.starts_with(U"www.")) {
      return end_of(i, [](char32_t c) { return c > 0x20 && c < 0x7F; });
    }
    std::uint64_t word = word_hash({});
    bool letters = false;
    char32_t last = 0, before = 0;
    for (; i < text_.size(); ++i) {
      const char32_t c = text_[i];
      if (c == '\'' && letters && i + 1 < text_.size() && is_letter(text_[i + 1])) continue;
      if (!is_letter(c) && !is_digit(c)) break;
      letters = letters || is_letter(c);
      if (c != last || c != before) word = extend(word, c);  // "sooooo" is "soo"
      before = last;
      last = c;
    }
    if (letters) add_word(word);
    return i;
  }

  void add_word(std::uint64_t word) {
    after_han_ = false;
    add(Kind::word, word);
    add(Kind::pair, previous_ * kGolden + word);
    previous_ = word;
    if (is_negation(word)) {
      scope_ = kNegationScope;
    } else if (scope_ > 0) {
      --scope_;
      add(Kind::negated, word);
    }
  }

  std::size_t take_cjk(std::size_t i) {
    after_han_ = true;
    previous_ = 0;
    scope_ = 0;
    const std::size_t end = end_of(i, is_cjk);
    for (; i < end; ++i) {
      std::uint64_t content = text_[i];
      add(Kind::character, content);
      if (i + 1 < end) add(Kind::bigram, content = content << 21 | text_[i + 1]);
      if (i + 2 < end) add(Kind::trigram, content << 21 | text_[i + 2]);
    }
    return end;
  }

  std::size_t take_tag(std::size_t i) const {  // [mobile], as redaction writes it
    const auto end = end_of(i + 1, [](char32_t c) { return is_name(c); });
    return end > i + 1 && end < text_.size() && text_[end] == ']' ? end + 1 : i + 1;
  }

  std::size_t take_marks(std::size_t i) {  // one, or several of a kind
    const std::size_t end = end_of(i, [&](char32_t c) { return c == text_[i]; });
    const std::uint64_t name = text_[i] | (end - i > 1 ? 0x80u : 0u);
    // An exclamation in Chinese reviews is of another mind than one in English tweets.
    add(Kind::mark, name | std::uint64_t{after_han_} << 32);
    scope_ = 0;
    return end;
  }

  std::size_t take_emoticon(std::size_t i) {  // eyes, perhaps a nose, a mouth
    const std::size_t nose = i + 1 < text_.size() && text_[i + 1] == '-' ? 1 : 0;
    const std::size_t at = i + 1 + nose;
    constexpr std::u32string_view kMouths = U")(d/p3*";
    if (at >= text_.size() || kMouths.find(text_[at]) == kMouths.npos) return i + 1;
    if ((text_[at] == '3') != (text_[i] == '<')) return i + 1;
    if (at + 1 < text_.size() && is_name(text_[at + 1])) return i + 1;
    if (text_[at] == '/' && at + 1 < text_.size() && text_[at + 1] == '/') return i + 1;
    add(Kind::mark, std::uint64_t{text_[at]} << 8 | text_[i]);
    return at + 1;
  }

  void add(Kind kind, std::uint64_t content) { out_.push_back(hash_of(kind, content)); }

  std::u32string_view text_;
  std::vector<std::uint64_t>& out_;
  std::uint64_t previous_ = 0;  // word; 0 at the start of a text
  int scope_ = 0;               // words that the last negation still governs
  bool after_han_ = false;
};

}  // namespace

void extract_sentiment_features(std::u32string_view folded, std::vector<std::uint64_t>& hashes) {
  hashes.clear();
  SentimentReader(folded, hashes).run();
}

}  // namespace vocmap
