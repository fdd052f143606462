#include "operators/scenario/fitted_line.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/lexical_fit.h"
#include "operators/scenario/vector_kernels.h"

namespace vocmap {
namespace {

constexpr std::int64_t kUnit = std::int64_t{1} << kUnitBits;
constexpr int kShareBits = 20;

// 2^-i/256, 30 bits of fraction.
constexpr auto kPowers = [] {
  std::array<std::uint32_t, 256> table{};
  double power = 1;
  for (auto& entry : table) {
    entry = static_cast<std::uint32_t>(power * (1 << 30) + 0.5);
    power *= 0.99729605608547012;  // 2^(-1/256)
  }
  return table;
}();

// e^x, 30 bits of fraction, for x <= 0 with kLogitBits of fraction.
std::int64_t exp_fixed(std::int64_t x) {
  constexpr std::int64_t kStepsPerUnit =
      378'194;  // log2(e) / 4 << 20: 1/1024 to 1/256 of an octave
  const std::int64_t steps = (-x * kStepsPerUnit) >> 20;
  const std::int64_t octaves = steps >> 8;
  return octaves > 30 ? 0 : kPowers[static_cast<std::size_t>(steps & 255)] >> octaves;
}

std::int16_t coordinate(std::int64_t sum) {
  return static_cast<std::int16_t>(
      std::clamp<std::int64_t>(sum >> kHeadShift, -kMaxCoordinate, kMaxCoordinate));
}

// a * b / length, towards zero. Exact, as the product is below 2^53; a processor divides doubles
// several at a time.
std::int32_t quotient(std::int32_t a, std::int32_t b, double length) {
  return static_cast<std::int32_t>(static_cast<double>(std::int64_t{a} * b) / length);
}

// The rows of a text lie anywhere in a table that no cache holds: they are on their way while the
// others are looked up.
void fetch(const std::int8_t* row, std::size_t count) {
  constexpr std::size_t kLine = 64;
  for (std::size_t i = 0; i < count; i += kLine) __builtin_prefetch(row + i);
}

}  // namespace

std::uint64_t vector_space(const FittedLine& line) {
  std::uint64_t hash = 0;
  const auto add = [&](const auto& values) {
    hash = XXH64(values.data(), values.size() * sizeof(values[0]), hash);
  };
  add(line.hashes);
  add(line.idfs);
  add(line.vector_rows);
  return hash;
}

LineReader::LineReader(const FittedLine& line)
    : line_(line),
      slots_(std::bit_ceil(2 * line.hashes.size() + 2)),
      head_(line.head_width),
      vector_(kVectorSize),
      text_(line.head_width + line.vector_width),
      difference_(text_.size()),
      logits_(line.classes()) {
  mask_ = slots_.size() - 1;
  for (std::uint32_t row = 0; row < line.hashes.size(); ++row) {
    std::size_t slot = line.hashes[row] & mask_;
    while (slots_[slot].row != kEmpty) slot = (slot + 1) & mask_;
    slots_[slot] = {line.hashes[row], row};
  }
}

std::uint32_t LineReader::find(std::uint64_t hash) const {
  for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
    if (slots_[slot].row == kEmpty || slots_[slot].hash == hash) return slots_[slot].row;
  }
}

void LineReader::read(const FeatureBag& text, std::span<const std::size_t> fired,
                      LineReading& out) {
  add_up(text, out);
  dots(text_.data(), line_.class_rows.data(), text_.size(), logits_);
  for (std::int32_t& logit : logits_) {
    logit = static_cast<std::int32_t>((std::int64_t{logit} * line_.scale) >> kScaleBits);
  }
  for (const std::size_t scenario : fired) logits_[scenario] += kRuleLogit;
  if (line_.scenarios.empty() || (known_.empty() && fired.empty())) {  // nothing to speak for
    out.shares.assign(line_.scenarios.size() + 1, 0);
    out.shares.back() = 1 << kShareBits;
    out.in_scope = 0;
    return;
  }
  share_out(out);
}

void LineReader::add_up(const FeatureBag& text, LineReading& out) {
  known_.clear();
  features_ = text.features.size();
  out.mass = 0;
  std::int64_t known_mass = 0;
  for (const Feature& feature : text.features) __builtin_prefetch(&slots_[feature.hash & mask_]);
  for (std::uint32_t f = 0; f < text.features.size(); ++f) {
    const Feature& feature = text.features[f];
    const std::uint32_t row = find(feature.hash);
    const std::int64_t value =
        term_value(feature.weight, row == kEmpty ? line_.unknown_idf : line_.idfs[row]);
    out.mass += value * value;
    if (row == kEmpty) continue;
    known_mass += value * value;
    known_.push_back({row, f, value});
    fetch(line_.head_rows.data() + row * head_.size(), head_.size());
    fetch(line_.vector_rows.data() + row * kVectorSize, kVectorSize);
  }
  out.known_share = out.mass == 0 ? 0 : (known_mass << kUnitBits) / out.mass;
  length_ = static_cast<std::int64_t>(integer_sqrt(static_cast<std::uint64_t>(known_mass)));
  std::fill(head_.begin(), head_.end(), 0);
  std::fill(vector_.begin(), vector_.end(), 0);
  add_rows();
  std::transform(head_.begin(), head_.end(), text_.begin(), coordinate);
  std::uint64_t squares = 0;
  for (const std::int32_t v : vector_) {
    squares += static_cast<std::uint64_t>(std::int64_t{v} * v);
  }
  vector_length_ = static_cast<std::int64_t>(integer_sqrt(squares));
  out.vector = {};
  if (vector_length_ == 0) {
    std::fill(text_.begin() + static_cast<std::ptrdiff_t>(line_.head_width), text_.end(),
              std::int16_t{0});
    return;
  }
  const auto length = static_cast<double>(vector_length_);
  for (std::size_t i = 0; i < kVectorSize; ++i) {
    out.vector[i] = static_cast<std::int8_t>(quotient(vector_[i], 127, length));
  }
  for (std::size_t i = 0; i < line_.vector_width; ++i) {
    text_[line_.head_width + i] =
        static_cast<std::int16_t>(quotient(vector_[i], kMaxCoordinate, length));
  }
}

// Two features at a time; an odd last one beside itself without weight.
void LineReader::add_rows() {
  const auto weight = [&](const Known& known) {
    return static_cast<std::int16_t>((known.value << kUnitBits) / length_);
  };
  const auto head_row = [&](const Known& known) {
    return line_.head_rows.data() + known.row * head_.size();
  };
  const auto vector_row = [&](const Known& known) {
    return line_.vector_rows.data() + known.row * kVectorSize;
  };
  for (std::size_t k = 0; k < known_.size(); k += 2) {
    const bool last = k + 1 == known_.size();
    const Known &one = known_[k], &two = known_[last ? k : k + 1];
    const std::int16_t first = weight(one), second = last ? std::int16_t{0} : weight(two);
    add_scaled(head_.data(), head_row(one), first, head_row(two), second, head_.size());
    add_scaled(vector_.data(), vector_row(one), first, vector_row(two), second, kVectorSize);
  }
}

void LineReader::contributions(std::size_t winner, std::optional<std::size_t> runner_up,
                               std::vector<std::int64_t>& out) {
  const std::size_t width = text_.size(), head = head_.size();
  const auto row_of = [&](std::size_t c) { return line_.class_rows.data() + c * width; };
  std::copy_n(row_of(winner), width, difference_.begin());
  if (runner_up) {
    for (std::size_t i = 0; i < width; ++i) {
      difference_[i] = static_cast<std::int16_t>(difference_[i] - row_of(*runner_up)[i]);
    }
  }
  out.assign(features_, 0);
  for (const Known& known : known_) {
    const std::int64_t value = (known.value << kUnitBits) / length_;
    std::int64_t sum =
        (value * dot(line_.head_rows.data() + known.row * head, difference_.data(), head)) >>
        kHeadShift;
    if (line_.vector_width > 0 && vector_length_ > 0) {
      const std::int64_t along = dot(line_.vector_rows.data() + known.row * kVectorSize,
                                     difference_.data() + head, kVectorSize);
      sum += value * along * kMaxCoordinate / vector_length_;
    }
    sum = std::clamp<std::int64_t>(sum, INT32_MIN, INT32_MAX);
    out[known.feature] = (sum * line_.scale) >> kScaleBits;
  }
}

// The soft-max over the classes. Without a learned class, none is one more, with
// p(none) / p(best) = e^(slope * (threshold - certainty of the best)).
void LineReader::share_out(LineReading& out) {
  const std::size_t scenarios = line_.scenarios.size();
  const auto end = logits_.begin() + static_cast<std::ptrdiff_t>(scenarios);
  const std::int32_t best = *std::max_element(logits_.begin(), end);
  const auto root = static_cast<std::int64_t>(
      integer_sqrt(static_cast<std::uint64_t>(out.known_share) << kUnitBits));
  const auto certainty = static_cast<std::int32_t>((best * root) >> kUnitBits);
  const std::int64_t none =
      line_.learned_none
          ? logits_.back()
          : best + (((line_.none_threshold - std::int64_t{certainty}) * line_.none_slope) >> 10);
  const std::int64_t top = std::max<std::int64_t>(best, none);
  out.shares.resize(scenarios + 1);
  std::int64_t sum = 0;
  for (std::size_t c = 0; c <= scenarios; ++c) {
    const std::int64_t share = exp_fixed((c < scenarios ? logits_[c] : none) - top);
    out.shares[c] = static_cast<std::int32_t>(share);
    sum += share;
  }
  // One division for all: below the quotient by less than 2^-2 of a share's unit.
  const std::int64_t reciprocal = (std::int64_t{1} << (32 + kShareBits)) / sum;
  for (std::int32_t& share : out.shares) {
    share = static_cast<std::int32_t>((share * reciprocal) >> 32);
  }
  out.in_scope =
      line_.learned_none ? *std::max_element(out.shares.begin(), out.shares.end() - 1) : certainty;
}

}  // namespace vocmap
