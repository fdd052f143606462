#include "pipeline/observe/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace vocmap {
namespace {

TEST(log, event_is_one_line_with_utc_time_and_level) {
  std::ostringstream out;
  const auto log = make_log("info", std::make_shared<spdlog::sinks::ostream_sink_st>(out)).value();
  log->debug("left out");
  log->warn("two\nlines of {}", "somebody");
  log->flush();
  EXPECT_THAT(out.str(),
              testing::MatchesRegex("....-..-..T..:..:......Z warning two lines of somebody\n"));
}

TEST(log, unknown_level_is_refused_with_the_known_ones) {
  const auto log = make_log("loud", std::make_shared<spdlog::sinks::ostream_sink_st>(std::cerr));
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error(), "unknown log level 'loud'; known: trace, debug, info, warn, error, off");
}

}  // namespace
}  // namespace vocmap
