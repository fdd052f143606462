#include "pipeline/cli/train/progress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace vocmap {
namespace {

using namespace std::chrono_literals;

// What `tell` lets a progress write.
template <typename Tell>
std::string told(bool terminal, Tell&& tell) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  {
    ManualClock clock;
    ProgressDisplay progress(out, terminal, clock);
    tell(progress, clock);
  }
  std::fclose(out);
  std::string written(text, size);
  std::free(text);
  return written;
}

TEST(ProgressTest, a_step_is_one_plain_line_where_there_is_no_terminal) {
  const std::string said = told(false, [](ProgressDisplay& progress, ManualClock& clock) {
    progress.step("reading");
    clock.advance(2500ms);
    progress.done(0.5, [] { return "1 MB"; });
    progress.part("hotels (1 of 2)");
    progress.step("graph");
  });
  EXPECT_EQ(said, "   0.0 s  reading\n   2.5 s  hotels (1 of 2): graph\n");
}

TEST(ProgressTest, a_terminal_hears_share_and_remaining_time_and_is_left_clean) {
  const std::string said = told(true, [](ProgressDisplay& progress, ManualClock& clock) {
    progress.step("reading");
    clock.advance(100ms);
    progress.done(0.01);
    clock.advance(2900ms);
    progress.done(0.75, [] { return "3 MB"; });
  });
  EXPECT_EQ(said,
            "\r\033[K   0.0 s  reading"
            "\r\033[K   3.0 s  reading, 75 %, 3 MB, 1 s left\r\033[K");
}

}  // namespace
}  // namespace vocmap
