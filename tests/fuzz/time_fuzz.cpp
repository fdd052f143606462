// A time or duration that is read is written in the one form that gives it again.
#include <fmt/format.h>

#include "pipeline/core/check.h"
#include "pipeline/core/duration.h"
#include "schemas/time.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

void check_time(EventTime time) {
  constexpr EventTime kYearZero{-62'167'219'200'000};
  if (time < EventTime::min() || time > EventTime::max()) return;
  const std::string text = format_rfc3339(time);
  if (time < kYearZero || time > EventTime::end_of_time()) return;  // no year of four digits
  CHECK(parse_rfc3339(text) == time, "a written time reads back equal");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  FuzzInput input(data, size);
  if (const auto time = parse_rfc3339(input.rest())) check_time(*time);
  if (const auto duration = parse_duration(input.rest())) {
    CHECK(duration->count() >= 0 && *duration <= std::chrono::days{36'525}, "within its bounds");
    CHECK(parse_duration(fmt::format("{}ms", duration->count())) == duration, "reads back equal");
  }
  check_time({static_cast<std::int64_t>(input.number())});
  return 0;
}
