// A settings file is taken or refused with sentences, and no sentence shows a secret.
#include "pipeline/config/settings.h"
#include "pipeline/core/check.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  static const std::string kSecret = "s3cr3t-value";
  static const Host host{"host-1", [](const std::string&) { return std::optional{kSecret}; }};
  FuzzInput input(data, size);
  const Purpose purpose = input.byte() % 2 == 0 ? Purpose::run : Purpose::other;
  const auto settings = load_settings(input.rest(), purpose, host);
  if (settings) {
    CHECK(settings->threads >= 1 && settings->commit.max_records >= 1, "settings are in bounds");
    CHECK(settings->time.lateness.count() >= 0, "no duration is negative");
  } else {
    CHECK(!settings.error().empty(), "a refusal names its problems");
    for (const std::string& problem : settings.error()) {
      const bool given = input.rest().find(kSecret) != std::string_view::npos;  // by the file
      CHECK(given || problem.find(kSecret) == problem.npos, "no problem shows a secret");
    }
  }
  return 0;
}
