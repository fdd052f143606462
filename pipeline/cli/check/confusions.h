#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/scenario/check_examples.h"
#include "schemas/enums.h"

namespace vocmap {

// What to do about a pair: say the examples differently or move them, make one scenario of the two,
// or add examples.
enum class Advice : std::uint8_t { reword, merge, more_examples };

template <>
struct EnumNames<Advice> {
  static constexpr std::array<std::string_view, 3> values = {"reword", "merge", "more_examples"};
};

// Two scenarios of which examples are nearer to the other one; the numbers of [0] belong to
// `scenarios[0]`, which is the smaller index.
struct Confusion {
  std::array<std::uint16_t, 2> scenarios;
  std::array<std::uint32_t, 2> confused{};  // examples that are nearer to the other scenario
  std::array<std::uint32_t, 2> judged{};    // examples that could be judged
  Advice advice{};
  std::vector<const JudgedExample*> examples = {};  // the confused ones, the clearest first

  std::uint32_t weight() const { return confused[0] + confused[1]; }
};

// All such pairs, those with the most confused examples first. `judged` must outlive the result.
std::vector<Confusion> find_confusions(std::span<const JudgedExample> judged);

}  // namespace vocmap
