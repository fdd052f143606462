// A taxonomy file is refused with sentences, or it works: as an index, a scorer and a document.
#include <simdjson.h>

#include "operators/scenario/scorer.h"
#include "operators/taxonomy/load_taxonomy.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "operators/taxonomy/write_taxonomy.h"
#include "pipeline/core/check.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

void use(Taxonomy taxonomy) {
  const auto history = TaxonomyHistory::make({std::move(taxonomy)});
  CHECK(history.has_value(), "one version is a history");
  const TaxonomyIndex& index = history->latest();
  static simdjson::dom::parser parser;
  const std::string json = write_taxonomy(index.taxonomy());
  CHECK(!parser.parse(json).error(), "the document is JSON");
  const auto scorer = make_lexical_scorer(index);
  Evidence evidence;
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    scorer->score(line, "I was charged twice 重复扣款", evidence);
  }
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  auto taxonomy = load_taxonomy(FuzzInput(data, size).rest());
  if (taxonomy) {
    use(std::move(*taxonomy));
  } else {
    CHECK(!taxonomy.error().empty(), "a refusal names its problems");
  }
  return 0;
}
