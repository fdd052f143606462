#include "pipeline/cli/draft/phrase.h"

#include <algorithm>
#include <map>

#include "operators/discover/label.h"
#include "operators/scenario/chinese.h"
#include "operators/scenario/common_words.h"
#include "operators/scenario/fold.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr double kNearlyAlways = 0.7;
constexpr std::size_t kMostWords = 4, kMostCharacters = 8, kShort = 3;  // Chinese characters

bool is_word_character(char32_t c) {
  return c == '\'' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x2000);
}

bool is_single_word(std::u32string_view label, bool chinese) {
  return chinese ? label.size() <= kShort : label.find(U' ') == label.npos;
}

// The places of a label in a text: of other than Chinese ones, whole words.
std::vector<std::size_t> places_of(std::u32string_view label, std::u32string_view text,
                                   bool chinese) {
  std::vector<std::size_t> places;
  for (std::size_t at = text.find(label); at != text.npos; at = text.find(label, at + 1)) {
    const std::size_t end = at + label.size();
    const bool inside = (at > 0 && is_word_character(text[at - 1])) ||
                        (end < text.size() && is_word_character(text[end]));
    if (chinese || !inside) places.push_back(at);
  }
  return places;
}

// Says nothing at either end of a phrase.
bool is_particle(char32_t c) {
  return c == U'的' || c == U'了';
}

// "status of", but "top up".
bool ends_nothing(std::u32string_view word) {
  return is_function_word(word) && word != U"up" && word != U"off" && word != U"out" &&
         word != U"down" && word != U"on";
}

// The character or word behind `end`, with the space before it; empty at the end of a clause.
std::u32string_view follower(std::u32string_view text, std::size_t end, bool chinese) {
  if (end >= text.size()) return {};
  if (chinese) return is_han(text[end]) ? text.substr(end, 1) : std::u32string_view{};
  std::size_t stop = end + 1;
  while (stop < text.size() && is_word_character(text[stop])) ++stop;
  return text[end] == U' ' && stop > end + 1 ? text.substr(end, stop - end) : std::u32string_view{};
}

// The same before `begin`, and no function word.
std::u32string_view leader(std::u32string_view text, std::size_t begin, bool chinese) {
  if (begin == 0) return {};
  if (chinese) return is_han(text[begin - 1]) ? text.substr(begin - 1, 1) : std::u32string_view{};
  std::size_t start = begin - 1;
  while (start > 0 && is_word_character(text[start - 1])) --start;
  const auto word = text.substr(start, begin - 1 - start);
  if (text[begin - 1] != U' ' || word.empty() || is_function_word(word)) return {};
  return text.substr(start, begin - start);
}

bool is_long(std::u32string_view label, bool chinese) {
  const auto spaces = static_cast<std::size_t>(std::count(label.begin(), label.end(), U' '));
  return chinese ? label.size() >= kMostCharacters : spaces + 1 >= kMostWords;
}

// The label with what nearly always follows it and stands before it.
std::u32string extended(std::u32string label, const std::vector<std::u32string>& texts,
                        bool chinese) {
  for (bool behind = true;;) {
    std::map<std::u32string_view, std::size_t> beside;
    std::size_t all = 0;
    for (const std::u32string& text : texts) {
      for (const std::size_t at : places_of(label, text, chinese)) {
        ++all;
        ++beside[behind ? follower(text, at + label.size(), chinese) : leader(text, at, chinese)];
      }
    }
    beside.erase(std::u32string_view{});
    const auto usual =
        std::max_element(beside.begin(), beside.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (usual != beside.end() && !is_long(label, chinese) &&
        static_cast<double>(usual->second) >= kNearlyAlways * static_cast<double>(all)) {
      const std::u32string more{usual->first};
      label = behind ? label + more : more + label;
    } else if (behind) {
      behind = false;
    } else {
      break;
    }
  }
  while (label.size() > 1 && is_particle(label.front())) label.erase(label.begin());
  while (label.size() > 1 && is_particle(label.back())) label.pop_back();
  for (std::size_t space; (space = label.rfind(U' ')) != label.npos;) {
    if (!ends_nothing(std::u32string_view(label).substr(space + 1))) break;
    label.resize(space);
  }
  return label;
}

// As it is most often written: ATM, Google Pay.
std::string as_written(const std::u32string& label, const std::vector<std::string_view>& texts,
                       bool chinese) {
  const std::string folded = to_utf8(label);
  if (chinese) return folded;
  std::map<std::string_view, std::size_t> forms;
  const auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); };
  for (const std::string_view text : texts) {
    const auto place = std::search(text.begin(), text.end(), folded.begin(), folded.end(),
                                   [&](char a, char b) { return same(b, a); });
    if (place == text.end()) continue;
    ++forms[text.substr(static_cast<std::size_t>(place - text.begin()), folded.size())];
  }
  const auto usual = std::max_element(
      forms.begin(), forms.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return usual == forms.end() ? folded : std::string{usual->first};
}

std::vector<std::string> without(std::u32string_view label, std::vector<std::u32string> texts,
                                 bool chinese) {
  std::vector<std::string> out;
  for (std::u32string& text : texts) {
    for (const std::size_t at : places_of(label, text, chinese)) {
      std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), label.size(), U'|');
    }
    out.push_back(to_utf8(text));
  }
  return out;
}

}  // namespace

std::string joined(const std::string& a, const std::string& b) {
  if (b.find(a) != b.npos) return b;
  return a.find(b) != a.npos ? a : a + " · " + b;
}

std::optional<std::string> phrase_of(const std::vector<std::string_view>& texts,
                                     const std::vector<std::string_view>& others, bool chinese) {
  const auto found = label_of(texts, others, chinese);
  if (!found) return std::nullopt;
  std::vector<std::u32string> folded(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) fold_text(texts[i], folded[i]);
  const auto widened = [&](const std::string& phrase) {
    std::u32string label;
    fold_text(phrase, label);
    return extended(std::move(label), folded, chinese);
  };
  const std::u32string label = widened(*found);
  const std::string first = as_written(label, texts, chinese);
  if (!is_single_word(label, chinese)) return first;
  const std::vector<std::string> rest = without(label, folded, chinese);
  const std::vector<std::string_view> views(rest.begin(), rest.end());
  const auto second = label_of(views, others, chinese);
  return second ? joined(first, as_written(widened(*second), texts, chinese)) : first;
}

}  // namespace vocmap
