#pragma once

#include <cstdint>
#include <random>

namespace vocmap::simulation {

// The one source of chance of a run. The draws are the same with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // In [0, bound). REQUIRES: bound > 0.
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + below(most - least + 1);
  }
  bool one_in(std::int64_t n) { return n > 0 && below(n) == 0; }

  template <class Container>
  auto& pick(Container& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(std::size(from))))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace vocmap::simulation
