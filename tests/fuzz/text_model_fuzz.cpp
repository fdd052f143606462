// A model file, its hash made to fit, is refused with a sentence or reads any text in bounds.
#include <xxhash.h>

#include "operators/scenario/fold.h"
#include "operators/scenario/text_model.h"
#include "pipeline/core/check.h"
#include "schemas/binary.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  const std::string body(reinterpret_cast<const char*>(data), size);
  std::string file = "vocmap-text-model";
  BinaryWriter head{file};
  head.put_unsigned(1);
  head.put_unsigned(XXH64(body.data(), body.size(), 0));
  const auto model = parse_text_model(file + body);
  if (!model) {
    CHECK(!model.error().empty(), "a refusal says why");
    return 0;
  }
  std::u32string folded;
  FeatureBag bag;
  fold_text("charged twice 扣了两次", folded);
  extract_features(folded, bag);
  for (const FittedLine& line : model->lines) {
    LineReading reading;
    LineReader reader{line};
    reader.read(bag, {}, reading);
    CHECK(reading.shares.size() == line.scenarios.size() + 1, "a share for each scenario and none");
    if (line.scenarios.empty()) continue;
    std::vector<std::int64_t> contributions;
    reader.contributions(0, line.scenarios.size() - 1, contributions);
    CHECK(contributions.size() == bag.features.size(), "a contribution of each feature");
  }
  return 0;
}
