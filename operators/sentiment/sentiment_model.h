#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace vocmap {

// What a linear model of sentiment knows of one feature (sentiment_features.h).
struct SentimentEntry {
  std::uint32_t tag = 0;     // upper half of the feature's hash
  std::int16_t weight = 0;   // how positive it is, times its idf, in 1/64
  std::uint8_t idf = 0;      // inverse document frequency in 1/8; above 0

  friend bool operator==(const SentimentEntry&, const SentimentEntry&) = default;
};

// Weights of Chinese and English features, made by `vocmap sentiment`; the program carries one
// (models/README.md). Immutable, safe to read from every thread.
class SentimentModel {
 public:
  static constexpr std::size_t kMaxEntries = 200'000;

  // REQUIRES: at most kMaxEntries, in ascending order of tag, each once.
  explicit SentimentModel(std::vector<SentimentEntry> entries, std::uint64_t hash = 0);
  // The one that is part of the program.
  static const SentimentModel& built_in();

  // Null for a feature that it does not know.
  const SentimentEntry* find(std::uint64_t feature) const {
    const auto tag = tag_of(feature);
    for (std::size_t slot = tag & mask_;; slot = (slot + 1) & mask_) {
      if (slots_[slot] == kNone) return nullptr;
      if (entries_[slots_[slot]].tag == tag) return &entries_[slots_[slot]];
    }
  }
  static std::uint32_t tag_of(std::uint64_t feature) {
    return static_cast<std::uint32_t>(feature >> 32);
  }

  const std::vector<SentimentEntry>& entries() const { return entries_; }
  std::uint64_t hash() const { return hash_; }  // xxh64 of the file's body

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::vector<SentimentEntry> entries_;
  std::uint64_t hash_;
  std::size_t mask_;
  std::vector<std::uint32_t> slots_;  // positions in entries_, by tag; at most half are taken
};

// The file: "vocmap-sentiment", a format number, the hash of the body; the body is the number of
// entries, their tags, weights and idfs. Parsing refuses, with a sentence, what is no model, is of
// another format, or is damaged.
std::string serialise(const std::vector<SentimentEntry>& entries);
tl::expected<SentimentModel, std::string> parse_sentiment_model(std::string_view bytes);

}  // namespace vocmap
