#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace vocmap {

// The direction of a text in a space where texts about one matter lie close together: 128 signed
// bytes, length about 127. All zero: the text has no words. Texts are compared by cosine.
inline constexpr std::size_t kVectorSize = 128;
using TextVector = std::array<std::int8_t, kVectorSize>;

inline bool is_zero(const TextVector& vector) {
  for (const std::int8_t x : vector) {
    if (x != 0) return false;
  }
  return true;
}

// Vectors of different spaces have nothing in common. That of a random projection is the same for
// all taxonomies; a fitted line has one of its own (vector_space).
inline constexpr std::uint64_t kProjectedSpace = 1;

// Sums of text vectors, or of features along their signs.
using VectorSum = std::array<std::int64_t, kVectorSize>;

// Adds a feature of a text without a trained model: `value` along 128 signs drawn from its hash (a
// random projection, which keeps cosines up to about 1 / sqrt(128)).
void add_feature(VectorSum& sum, std::uint64_t hash, std::int64_t value);

// A sum brought to length 127, integers only. Zero stays zero.
TextVector scaled(const VectorSum& sum);

// A text vector as it is written: nothing when it is zero.
struct PackedVector {
  TextVector value{};

  friend auto operator<=>(const PackedVector&, const PackedVector&) = default;

  template <class Codec>
  void codec(Codec& c) {
    std::string bytes;
    if (!is_zero(value)) bytes.assign(reinterpret_cast<const char*>(value.data()), value.size());
    c(bytes);
    if constexpr (requires { c.fail(); }) {
      if (!bytes.empty() && bytes.size() != value.size()) return c.fail();
    }
    value = {};
    std::copy(bytes.begin(), bytes.end(), value.begin());
  }
};

}  // namespace vocmap
