#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace vocmap {

// Cuts texts into phrases of folded characters: one to three words, or two to six Chinese
// characters, that neither begin nor end with a function word. Tags of redaction are no words. Not
// for sharing between threads.
class Phrases {
 public:
  static constexpr std::size_t kMostWords = 3, kMostCharacters = 6;

  explicit Phrases(bool chinese) : chinese_(chinese) {}

  // The phrases of a text, each once.
  std::set<std::u32string> of(std::string_view text);

  // A Chinese phrase that goes on in the same way in most texts was cut in the middle: the whole of
  // it, at most 12 characters.
  std::u32string whole(std::u32string phrase, std::span<const std::string_view> texts);

 private:
  bool belongs(char32_t c) const;
  void add_characters(std::u32string_view run, std::set<std::u32string>& found) const;
  void add_words(std::u32string_view run, std::set<std::u32string>& found) const;

  bool chinese_;
  std::u32string folded_;
};

}  // namespace vocmap
