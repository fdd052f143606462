#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace vocmap {

// Calls work(begin, end) for consecutive blocks of [0, count) on all cores. The blocks must not
// depend on each other: the result is then the same whatever the number of cores.
template <typename Work>
void parallel_blocks(std::size_t count, std::size_t block, Work&& work) {
  const std::size_t blocks = (count + block - 1) / block;
  const std::size_t threads =
      std::min<std::size_t>(blocks, std::max(1u, std::thread::hardware_concurrency()));
  const auto run = [&](std::size_t first) {
    for (std::size_t b = first; b < blocks; b += threads) {
      work(b * block, std::min(count, (b + 1) * block));
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run, t);
  if (threads > 0) run(0);
}

}  // namespace vocmap
