#pragma once

#include <cstdio>
#include <cstdlib>

// Aborts with a sentence when an invariant is broken; on in release. A bug stops the process, and
// the committed state comes back from the changelog.
#define CHECK(condition, sentence)                                                             \
  do {                                                                                         \
    if (!(condition)) [[unlikely]] {                                                           \
      std::fprintf(stderr, "%s:%d: invariant broken: %s (%s)\n", __FILE__, __LINE__, sentence, \
                   #condition);                                                                \
      std::abort();                                                                            \
    }                                                                                          \
  } while (false)
