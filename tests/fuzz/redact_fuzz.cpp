// Redaction takes any bytes, keeps UTF-8 valid, and leaves its own result alone.
#include <simdjson.h>

#include "operators/redact/redact.h"
#include "pipeline/core/check.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  constexpr std::size_t kLongestTag = 13, kLimit = 300;
  const std::string_view raw = FuzzInput(data, size).rest();
  RedactionCounts counts;
  std::string once{raw};
  redact(once, counts);
  CHECK(once.size() <= raw.size() * kLongestTag, "a passage becomes one tag");
  CHECK(simdjson::validate_utf8(once) || !simdjson::validate_utf8(raw), "UTF-8 stays UTF-8");
  std::string twice = once;
  redact(twice, counts);
  CHECK(twice == once, "what is redacted stays as it is");
  const std::string payload = redact_bytes(raw, kLimit);
  CHECK(payload.size() <= kLimit && simdjson::validate_utf8(payload), "a payload is short UTF-8");
  return 0;
}
