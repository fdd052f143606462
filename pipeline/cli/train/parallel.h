#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace vocmap {

// Calls work(begin, end) for consecutive blocks of [0, count) on all cores. The blocks must not
// depend on each other: the result is then the same whatever the number of cores. `done`, when set,
// hears on the calling thread what share of the blocks is behind.
template <typename Work>
void parallel_blocks(std::size_t count, std::size_t block, Work&& work,
                     const std::function<void(double)>& done = {}) {
  const std::size_t blocks = (count + block - 1) / block;
  const std::size_t threads =
      std::min<std::size_t>(blocks, std::max(1u, std::thread::hardware_concurrency()));
  const auto run = [&](std::size_t first) {
    for (std::size_t b = first; b < blocks; b += threads) {
      work(b * block, std::min(count, (b + 1) * block));
      if (first == 0 && done) done(static_cast<double>(b + 1) / static_cast<double>(blocks));
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run, t);
  if (threads > 0) run(0);
}

}  // namespace vocmap
