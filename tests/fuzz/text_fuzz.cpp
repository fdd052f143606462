// Language, features and evidence of any bytes are well-formed and the same each time.
#include <algorithm>

#include "operators/scenario/detect_language.h"
#include "operators/scenario/features.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/scorer.h"
#include "pipeline/core/check.h"
#include "schemas/utf8.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

void check_features(std::string_view text) {
  static std::u32string folded;
  static FeatureBag bag;
  fold_text(text, folded);
  CHECK(folded.size() <= 32 * text.size() + 32, "folding expands a character a little at most");
  extract_features(folded, bag);
  std::vector<std::uint32_t> origins;
  find_origins(text, folded, origins);
  CHECK(origins.size() == folded.size() + 1 && std::is_sorted(origins.begin(), origins.end()),
        "each folded character came from one of the text, in order");
  for (const Token& token : bag.tokens) {
    CHECK(token.begin < token.end && token.end <= folded.size(), "a token lies in the text");
  }
  CHECK(std::adjacent_find(bag.features.begin(), bag.features.end(),
                           [](const Feature& a, const Feature& b) { return a.hash >= b.hash; }) ==
            bag.features.end(),
        "features are sorted, each once");
  CHECK(bag.features.size() <= 8 * folded.size() + 8, "a character has a few features");
  CHECK(std::all_of(bag.features.begin(), bag.features.end(),
                    [](const Feature& f) { return f.weight > 0; }),
        "each feature has weight");
}

void check_evidence(std::string_view text) {
  static const TaxonomyIndex index = ticket_taxonomy();
  static const auto scorer = make_lexical_scorer(index);
  Evidence evidence, again;
  scorer->score(0, text, evidence);
  scorer->score(0, text, again);
  CHECK(evidence == again, "the same text gives the same evidence");
  CHECK(evidence.top.size() <= Evidence::kMaxScenarios, "of a bounded number of scenarios");
  CHECK(evidence.none >= 0 && evidence.none <= Evidence::kMaxTextScore, "none has a text's score");
  for (std::size_t i = 0; i < evidence.top.size(); ++i) {
    const ScenarioScore& s = evidence.top[i];
    CHECK(s.score > 0 && s.score <= Evidence::kMaxTextScore, "a scenario has a text's score");
    CHECK(i == 0 || evidence.top[i - 1].scenario < s.scenario, "scenarios are sorted");
  }
  const std::size_t length = count_code_points(text);
  CHECK(evidence.spans.size() <= Evidence::kMaxSpans, "a few spans");
  std::int32_t share = 0;
  for (const EvidenceSpan& s : evidence.spans) {
    CHECK(s.begin < s.end && s.end <= length, "a span lies in the text");
    CHECK(s.share >= 0, "and speaks for the scenario");
    share += s.share;
  }
  CHECK(share <= 1000, "spans have at most all of it");
  CHECK(evidence.matters.size() <= Evidence::kMaxMatters, "a few matters");
  for (const Matter& m : evidence.matters) {
    CHECK(m.begin < m.end && m.end <= length, "a matter lies in the text");
  }
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  const std::string_view text = FuzzInput(data, size).rest();
  CHECK(!language_tag(detect_language(text)).empty(), "every text has a language tag");
  check_features(text);
  check_evidence(text);
  return 0;
}
