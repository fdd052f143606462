// Any bytes have a score within its bounds or none, and the same one each time.
#include <string_view>

#include "operators/sentiment/sentiment.h"
#include "pipeline/core/check.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  static Sentiment sentiment;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto score = sentiment.score(text);
  CHECK(!score || (*score >= -1000 && *score <= 1000), "a score lies in its bounds");
  sentiment.score(std::string_view("great, not awful! 不错"));
  CHECK(sentiment.score(text) == score, "a score depends on its text alone");
  return 0;
}
