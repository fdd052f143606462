#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace vocmap {

// What a linear model of sentiment knows of one feature (sentiment_features.h).
struct SentimentEntry {
  std::uint32_t tag = 0;    // upper half of the feature's hash
  std::int16_t weight = 0;  // how positive it is, times its idf, in 1/64
  std::uint8_t idf = 0;     // inverse document frequency in 1/8; above 0

  friend bool operator==(const SentimentEntry&, const SentimentEntry&) = default;
};

// Weights of Chinese and English features, made by `vocmap sentiment`; the program carries one
// (models/README.md). Immutable, safe to read from every thread.
class SentimentModel {
 public:
  // REQUIRES: each tag once, no idf 0.
  explicit SentimentModel(const std::vector<SentimentEntry>& entries, std::uint64_t hash = 0);
  // The one that is part of the program.
  static const SentimentModel& built_in();

  // Null for a feature that it does not know.
  const SentimentEntry* find(std::uint64_t feature) const {
    const std::uint32_t tag = tag_of(feature);
    for (std::size_t slot = tag & mask_;; slot = (slot + 1) & mask_) {
      if (slots_[slot].idf == 0) return nullptr;
      if (slots_[slot].tag == tag) return &slots_[slot];
    }
  }
  // Fetches what find will read.
  void prefetch(std::uint64_t feature) const {
    __builtin_prefetch(&slots_[tag_of(feature) & mask_]);
  }
  // Of an entry that was found, below slots().
  std::size_t slot(const SentimentEntry* found) const {
    return static_cast<std::size_t>(found - slots_.data());
  }
  std::size_t slots() const { return slots_.size(); }

  static std::uint32_t tag_of(std::uint64_t feature) {
    return static_cast<std::uint32_t>(feature >> 32);
  }

  std::vector<SentimentEntry> entries() const;  // in ascending order of tag
  std::uint64_t hash() const { return hash_; }  // xxh64 of the file's body

 private:
  std::uint64_t hash_;
  std::size_t mask_;
  std::vector<SentimentEntry> slots_;  // by tag; idf 0: none
};

// The file: "vocmap-sentiment", a format number, the hash of the body; the body is the number of
// entries, their tags, weights and idfs. Parsing refuses, with a sentence, what is no model, is of
// another format, or is damaged.
std::string serialise(const std::vector<SentimentEntry>& entries);
tl::expected<SentimentModel, std::string> parse_sentiment_model(std::string_view bytes);

}  // namespace vocmap
