#include "operators/scenario/features.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string>

#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"

namespace vocmap {
namespace {

enum class Kind : std::uint64_t { word = 1, gram3, character, bigram, typed, word_pair };
enum class Type : char32_t { url = 1, handle, email, order_number, digits, redacted };

// Weights in 1/16, tuned on Banking77, CLINC150 and MASSIVE zh-CN.
constexpr std::int32_t kWord = 16, kFunctionWord = 14, kGram3 = 7, kNumber = 8, kWordPair = 8;
constexpr std::int32_t kCharacter = 16, kFunctionCharacter = 9, kBigram = 14;
constexpr std::int32_t kTyped = 6, kCourtesy = 8;
constexpr std::size_t kLongDigits = 6, kMinOrderDigits = 4;

std::uint64_t mix(std::uint64_t x) {  // the finalizer of splitmix64
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

std::uint64_t hash_of(Kind kind, std::u32string_view text) {
  std::uint64_t h = static_cast<std::uint64_t>(kind) * 0x9E3779B97F4A7C15u;
  for (const char32_t c : text) h = mix(h ^ c) + 0x9E3779B97F4A7C15u;
  return mix(h);
}

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_ascii_letter(char32_t c) {
  return c >= 'a' && c <= 'z';
}
bool is_cjk(char32_t c) {
  return is_han(c) || is_kana(c);
}

// Letters, marks and digits of every script that writes words.
bool is_word(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || is_digit(c);
  if (is_cjk(c) || c >= 0x1F000) return false;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
         category == UTF8PROC_CATEGORY_ND;
}

bool is_apostrophe_inside(std::u32string_view text, std::size_t i) {
  return text[i] == '\'' && i > 0 && is_word(text[i - 1]) && i + 1 < text.size() &&
         is_word(text[i + 1]);
}

class Extractor {
 public:
  Extractor(std::u32string_view text, FeatureBag& bag)
      : text_(text),
        out_(bag.occurrences),
        tokens_(bag.tokens),
        word_(bag.scratch.word),
        previous_(bag.scratch.previous),
        courtesies_(bag.scratch.courtesies) {
    out_.clear();
    tokens_.clear();
    previous_.clear();
    courtesies_.clear();
  }

  // False when the text holds nothing but courtesy, whose features are then kept.
  bool run() {
    for (std::size_t i = 0; i < text_.size();) i = take(i);
    if (content_ || courtesies_.empty()) return true;
    out_.clear();  // the "you" of "thank you"
    tokens_.clear();
    for (const auto& [begin, end] : courtesies_) {
      add(Kind::word, text_.substr(begin, end - begin), kCourtesy, token(begin, end));
    }
    return false;
  }

  std::size_t han_characters() const { return han_characters_; }
  std::size_t words() const { return words_; }

 private:
  std::size_t take(std::size_t i) {
    const char32_t c = text_[i];
    if (is_cjk(c)) return take_cjk(i);
    if (c == '[') return take_tag(i);
    if (c == '@') return take_handle(i);
    if (!is_word(c)) return i + 1;
    if (c < 0x80) {
      if (const std::size_t end = take_ascii_token(i); end != i) return end;
    }
    return take_word(i);
  }

  std::size_t end_of(std::size_t i, auto&& belongs) const {
    while (i < text_.size() && belongs(text_[i])) ++i;
    return i;
  }

  std::size_t take_typed(Type type, std::size_t begin, std::size_t end) {
    const char32_t name = static_cast<char32_t>(type);
    add(Kind::typed, std::u32string_view(&name, 1), kTyped, token(begin, end));
    content_ = true;
    return end;
  }

  std::size_t take_tag(std::size_t i) {  // [mobile], as redaction writes it
    const auto end = end_of(i + 1, [](char32_t c) { return is_ascii_letter(c) || c == '_'; });
    const bool tag = end > i + 1 && end < text_.size() && text_[end] == ']';
    return tag ? take_typed(Type::redacted, i, end + 1) : i + 1;
  }

  std::size_t take_handle(std::size_t i) {
    const auto end = end_of(i + 1, [](char32_t c) { return is_word(c) || c == '_'; });
    return end > i + 1 ? take_typed(Type::handle, i, end) : i + 1;
  }

  // URL, e-mail address, order number or digit run; `i` itself when none of them starts here.
  std::size_t take_ascii_token(std::size_t i) {
    const auto visible = [](char32_t c) { return c > 0x20 && c < 0x7F; };
    const auto rest = text_.substr(i);
    if (rest.starts_with(U"http://") || rest.starts_with(U"https://") ||
        rest.starts_with(U"www.")) {
      return take_typed(Type::url, i, end_of(i, visible));
    }
    const auto in_name = [](char32_t c) {
      return is_ascii_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
    };
    move_to(name_, i, in_name);
    if (name_.end < text_.size() && text_[name_.end] == '@') {
      return take_typed(Type::email, i, end_of(name_.end + 1, in_name));
    }
    const auto in_number = [](char32_t c) { return is_ascii_letter(c) || is_digit(c) || c == '-'; };
    move_to(number_, i, in_number);
    if (number_.letters == 0 && number_.digits >= kLongDigits) {
      return take_typed(Type::digits, i, number_.end);
    }
    const bool order = number_.letters > 0 && number_.digits >= kMinOrderDigits &&
                       number_.digits + number_.letters >= kLongDigits;
    return order ? take_typed(Type::order_number, i, number_.end) : i;
  }

  // Characters of one class. Many words can start in one run ("a-b-c-d"), so its end is looked for
  // once and its counts follow the position: a text takes linear time.
  struct Run {
    std::size_t begin = 0, end = 0;
    std::size_t digits = 0, letters = 0;
  };

  void move_to(Run& run, std::size_t i, auto&& belongs) {
    if (i >= run.end) {
      run = {i, i};
      for (; run.end < text_.size() && belongs(text_[run.end]); ++run.end) {
        run.digits += is_digit(text_[run.end]) ? 1 : 0;
        run.letters += is_ascii_letter(text_[run.end]) ? 1 : 0;
      }
    }
    for (; run.begin < i; ++run.begin) {
      run.digits -= is_digit(text_[run.begin]) ? 1 : 0;
      run.letters -= is_ascii_letter(text_[run.begin]) ? 1 : 0;
    }
  }

  std::size_t take_word(std::size_t i) {
    const std::size_t begin = i;
    word_.clear();
    word_.push_back(U'^');
    for (; i < text_.size(); ++i) {
      if (is_word(text_[i])) {
        word_.push_back(text_[i]);
      } else if (!is_apostrophe_inside(text_, i)) {
        break;
      }
    }
    word_.push_back(U'$');
    add_word(std::u32string_view(word_).substr(1, word_.size() - 2), begin, i);
    return i;
  }

  void add_word(std::u32string_view word, std::size_t begin, std::size_t end) {
    ++words_;
    if (is_courtesy_word(word)) {
      courtesies_.push_back(range(end - std::min(end, word.size()), end));
      return;
    }
    const std::uint16_t at = token(begin, end);
    add_pair(word, at);
    if (is_function_word(word)) return add(Kind::word, word, kFunctionWord, at);
    content_ = true;
    if (std::all_of(word.begin(), word.end(), is_digit)) return add(Kind::word, word, kNumber, at);
    add(Kind::word, word, kWord, at);
    for (std::size_t k = 0; k + 3 <= word_.size(); ++k) {
      add(Kind::gram3, std::u32string_view(word_).substr(k, 3), kGram3, at);
    }
  }

  // The word with the one before it, or with the start of the text.
  void add_pair(std::u32string_view word, std::uint16_t at) {
    const bool first = previous_.empty();
    previous_.push_back(U' ');
    previous_.append(word);
    out_.push_back(
        {hash_of(Kind::word_pair, previous_), kWordPair, first ? at : previous_token_, at});
    previous_.assign(word);
    previous_token_ = at;
  }

  std::size_t take_cjk(std::size_t i) {
    const std::size_t end = end_of(i, is_cjk);
    han_characters_ += end - i;
    auto run = text_.substr(i, end - i);
    const std::size_t prefix = courtesy_prefix(run);
    if (prefix > 0) courtesies_.push_back(range(i, i + prefix));
    run.remove_prefix(prefix);
    if (const std::size_t suffix = courtesy_suffix(run); suffix > 0) {
      courtesies_.push_back(range(end - suffix, end));
      run.remove_suffix(suffix);
    }
    if (run.empty()) return end;
    content_ = true;
    std::uint16_t at = token(i + prefix, i + prefix + 1);
    for (std::size_t k = 0; k < run.size(); ++k) {
      const bool function = is_function_character(run[k]);
      add(Kind::character, run.substr(k, 1), function ? kFunctionCharacter : kCharacter, at);
      if (k + 1 == run.size()) break;
      const bool weak = function && is_function_character(run[k + 1]);
      const std::uint16_t next = token(i + prefix + k + 1, i + prefix + k + 2);
      out_.push_back(
          {hash_of(Kind::bigram, run.substr(k, 2)), weak ? kCharacter : kBigram, at, next});
      at = next;
    }
    return end;
  }

  static Token range(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  // The position of a new token.
  std::uint16_t token(std::size_t begin, std::size_t end) {
    if (tokens_.size() < kMaxTokens) {
      tokens_.push_back(range(begin, end));
    } else {
      tokens_.back().end = static_cast<std::uint32_t>(end);
    }
    return static_cast<std::uint16_t>(tokens_.size() - 1);
  }

  void add(Kind kind, std::u32string_view text, std::int32_t weight, std::uint16_t at) {
    out_.push_back({hash_of(kind, text), weight, at, at});
  }

  std::u32string_view text_;
  std::vector<Occurrence>& out_;
  std::vector<Token>& tokens_;
  std::u32string& word_;      // "^word$"
  std::u32string& previous_;  // word
  std::uint16_t previous_token_ = 0;
  Run name_, number_;  // the last ones looked at
  std::vector<Token>& courtesies_;
  bool content_ = false;
  std::size_t han_characters_ = 0;
  std::size_t words_ = 0;
};

// Hashes are evenly spread, so that dealing out by their first bits leaves little to sort.
void sort_by_hash(std::vector<Occurrence>& occurrences, std::vector<Occurrence>& unsorted) {
  constexpr int kShift = 58;
  constexpr std::size_t kBuckets = 1 << (64 - kShift);
  unsorted.swap(occurrences);
  occurrences.resize(unsorted.size());
  std::array<std::size_t, kBuckets + 1> begins{};
  for (const Occurrence& one : unsorted) ++begins[(one.hash >> kShift) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  auto ends = begins;  // as far as they are filled
  for (const Occurrence& one : unsorted) occurrences[ends[one.hash >> kShift]++] = one;
  const auto at = [&](std::size_t i) {
    return occurrences.begin() + static_cast<std::ptrdiff_t>(i);
  };
  for (std::size_t b = 0; b < kBuckets; ++b) {
    std::sort(at(begins[b]), at(begins[b + 1]),
              [](const Occurrence& x, const Occurrence& y) { return x.hash < y.hash; });
  }
}

// Merges equal hashes; n occurrences weigh 1 + log2(n) rounded down: long texts stay bounded.
void merge(const std::vector<Occurrence>& occurrences, std::vector<Feature>& features) {
  features.clear();
  for (std::size_t i = 0; i < occurrences.size();) {
    const Occurrence& one = occurrences[i];
    std::size_t end = i + 1;
    while (end < occurrences.size() && occurrences[end].hash == one.hash) ++end;
    const auto factor = static_cast<std::int32_t>(std::bit_width(end - i));
    features.push_back({one.hash, one.weight * factor});
    i = end;
  }
}

}  // namespace

void extract_features(std::u32string_view folded, FeatureBag& bag) {
  Extractor extractor(folded, bag);
  bag.courtesy_only = !extractor.run() && !bag.occurrences.empty();
  bag.han = extractor.han_characters() > extractor.words();
  sort_by_hash(bag.occurrences, bag.scratch.unsorted);
  merge(bag.occurrences, bag.features);
}

}  // namespace vocmap
