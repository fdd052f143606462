#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace vocmap {

// Exit codes: 0 done, 1 the answer is no (check found problems), 2 a bad start, 3 stopped by a
// failure that a restart may cure.
inline constexpr int kBadStart = 2;
inline constexpr int kFailed = 3;

// A bad start lists every problem at once.
inline int bad_start(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) fmt::print(stderr, "vocmap: {}\n", problem);
  return kBadStart;
}

}  // namespace vocmap
