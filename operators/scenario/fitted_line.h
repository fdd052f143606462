#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/scenario/text_vector.h"

namespace vocmap {

// What `vocmap train` fitted for the scenarios of one line: integers only, so that every machine
// scores alike. Part of the model file (text_model.h).
//
//   x = TF-IDF of the known features, length 2^14      idf of the history
//   h = sum x * head row, v = sum x * vector row       8-bit rows, one pair per feature
//   logit_c = (h, v) . class row c * scale             16-bit rows; nats, kLogitBits of fraction
//
// The last class is "none" when `learned_none`; else a text is none by a threshold on
// logit * sqrt(known share of the text).
struct FittedLine {
  std::string line;
  std::uint64_t texts_hash = 0;        // of the scenarios' texts, see scenario_texts_hash()
  std::vector<std::string> scenarios;  // the classes, in the order of scenarios_of(line)
  bool learned_none = false;
  std::int32_t unknown_idf = 0;
  std::uint32_t head_width = 0;       // a multiple of 16
  std::uint32_t vector_width = 0;     // the part of a class row that reads the vector: 0 or 128
  std::vector<std::uint64_t> hashes;  // of the features, ascending
  std::vector<std::int32_t> idfs;
  std::vector<std::int8_t> head_rows;    // features x head_width
  std::vector<std::int8_t> vector_rows;  // features x kVectorSize
  std::vector<std::int16_t> class_rows;  // classes x (head_width + vector_width)
  std::int64_t scale = 0;                // 1.0 is 1 << kScaleBits
  std::int32_t none_threshold = 0;       // a logit; 0 when none is learned
  std::int32_t none_slope = 0;           // how fast certainty grows above it; 1.0 is 1 << 10

  std::size_t classes() const { return scenarios.size() + (learned_none ? 1 : 0); }

  template <class Codec>
  void codec(Codec& c) {
    c(line, texts_hash, scenarios, learned_none, unknown_idf, head_width, vector_width, hashes,
      idfs, scale, none_threshold, none_slope);
  }
};

// The space of the line's text vectors: a hash of what they depend on, so that lines whose vectors
// are alike share it.
std::uint64_t vector_space(const FittedLine& line);

constexpr int kLogitBits = 10;
constexpr int kScaleBits = 32;
constexpr int kHeadShift = 8;                   // of sums of head rows, to 16-bit coordinates
constexpr std::int32_t kMaxCoordinate = 8191;   // x kMaxClassWeight x 256 fits 32 bits
constexpr std::int16_t kMaxClassWeight = 1023;  // of a class row

// What a fitted line says about one text.
struct LineReading {
  std::vector<std::int32_t> shares;  // of the scenarios and, last, of none; sum about 1 << 20
  std::int64_t known_share = 0;      // of the text's squared length; 1.0 is 1 << 14
  std::int64_t mass = 0;             // squared TF-IDF length of the whole text
  std::int32_t in_scope = 0;         // grows with how sure it is that the text has a scenario
  TextVector vector{};               // zero without known features
};

// Reads texts with a fitted line. Not for sharing between threads; allocates nothing per text once
// its buffers have grown.
class LineReader {
 public:
  explicit LineReader(const FittedLine& line);  // `line` must outlive it

  static constexpr std::int32_t kRuleLogit = 4 << kLogitBits;  // a firing rule is worth e^4

  // Replaces `out`. `fired`: positions of scenarios whose rules fire in the text, ascending.
  void read(const FeatureBag& text, std::span<const std::size_t> fired, LineReading& out);

  // Of the text read last: what each of its features adds to the logit of `winner` less that of
  // `runner_up`, if given, but for rounding; rules stand beside. Replaces `out`.
  void contributions(std::size_t winner, std::optional<std::size_t> runner_up,
                     std::vector<std::int64_t>& out);

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t row = kEmpty;
  };
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;

  std::uint32_t find(std::uint64_t hash) const;
  void add_up(const FeatureBag& text, LineReading& out);
  void add_rows();
  void share_out(LineReading& out);

  const FittedLine& line_;
  std::uint64_t mask_ = 0;
  std::vector<Slot> slots_;  // open addressing, at most half full
  struct Known {
    std::uint32_t row;
    std::uint32_t feature;  // position in the text's features
    std::int64_t value;
  };
  // Of the text read last.
  std::vector<Known> known_;
  std::size_t features_ = 0;
  std::int64_t length_ = 0, vector_length_ = 0;
  std::vector<std::int32_t> head_, vector_;
  std::vector<std::int16_t> text_, difference_;
  std::vector<std::int32_t> logits_;
};

}  // namespace vocmap
