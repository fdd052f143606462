#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// One n-gram of a text. `weight` is how much of its idf counts, in 1/16, times its log frequency.
struct Feature {
  std::uint64_t hash;
  std::int32_t weight;
};

// A word, a Chinese character or a typed token of the folded text: [begin, end).
struct Token {
  std::uint32_t begin, end;
};

// Where a feature occurs: in one token, or in a pair of them.
struct Occurrence {
  std::uint64_t hash;
  std::int32_t weight;
  std::uint16_t first, last;  // positions in FeatureBag::tokens
};

// The features of one text: sorted by hash, each hash once.
struct FeatureBag {
  std::vector<Feature> features;
  std::vector<Occurrence> occurrences;  // of all features, sorted by hash
  std::vector<Token> tokens;            // in the order of the text, at most kMaxTokens
  bool courtesy_only = false;           // nothing but greetings and thanks
  bool han = false;                     // mostly Chinese characters

  struct Scratch {  // of extract_features, kept for its capacity
    std::u32string word, previous;
    std::vector<Token> courtesies;
    std::vector<Occurrence> unsorted;
  } scratch = {};
};
constexpr std::size_t kMaxTokens = 1 << 16;  // the last one takes the rest of a longer text

// Cuts folded text (fold.h) into features: Latin and other words with padded character 3-grams,
// Chinese characters and their bigrams, one typed token each for URLs, handles, e-mail addresses,
// order numbers, long digit runs and redaction tags. Courtesy is left out unless nothing else is
// there. The same text gives the same hashes on every machine. Reuses the capacity of `bag`.
void extract_features(std::u32string_view folded, FeatureBag& bag);

}  // namespace vocmap
