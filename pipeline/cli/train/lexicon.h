#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/scenario/text_vector.h"
#include "pipeline/cli/train/dense.h"

namespace vocmap {

// Directions of common Chinese and English features in a space where what means the same lies close
// together: what a fit knows of words before it has seen a history. `vocmap lexicon` makes it; the
// program carries one. Immutable, safe to read from every thread.
class Lexicon {
 public:
  struct Entry {
    std::uint64_t hash;  // of the feature
    std::array<std::int8_t, kVectorSize> row;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  explicit Lexicon(std::vector<Entry> entries, std::uint64_t hash = 0);
  // The one that is part of the program.
  static const Lexicon& built_in();

  // The sum of each text's rows, scaled to length 1; zero where it knows no feature of a text.
  DenseRows directions(std::span<const FeatureBag> texts) const;

  const std::vector<Entry>& entries() const { return entries_; }
  std::uint64_t hash() const { return hash_; }  // xxh64 of the file's body

 private:
  std::vector<Entry> entries_;
  std::uint64_t hash_;
  std::unordered_map<std::uint64_t, std::size_t> positions_;
};

// The file: "vocmap-lexicon", a format number, the hash of the body; the body is the number of
// entries, their hashes, their rows, in ascending order of hash. Parsing refuses, with a sentence,
// what is no lexicon, is of another format, or is damaged.
std::string serialise(const std::vector<Lexicon::Entry>& entries);
tl::expected<Lexicon, std::string> parse_lexicon(std::string_view bytes);

}  // namespace vocmap
