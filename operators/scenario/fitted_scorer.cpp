#include <algorithm>
#include <optional>
#include <string>

#include "operators/scenario/fold.h"
#include "operators/scenario/lexical_fit.h"
#include "operators/scenario/rule_matcher.h"
#include "operators/scenario/scorer.h"
#include "operators/scenario/text_model.h"
#include "pipeline/core/check.h"

// The evidence of a text is its information, as the lexical matcher weighs it, divided among the
// scenarios and none by the shares that the fitted line gives them. The sum over the texts of a
// contact is thus a mean of their shares, in which a sentence counts more than a greeting.

namespace vocmap {
namespace {

class FittedScorer final : public ScenarioScorer {
 public:
  FittedScorer(const TaxonomyIndex& index, const TextModel& model)
      : index_(index), others_(make_lexical_scorer(index)) {
    for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
      const FittedLine* fitted =
          model.line(index.taxonomy().lines[line].id, scenario_texts_hash(index, line));
      if (fitted != nullptr) {
        lines_.emplace_back(Fitted{LineReader(*fitted), RuleMatcher(index, line),
                                   fitted->unknown_idf, vector_space(*fitted)});
      } else {
        lines_.emplace_back();
      }
    }
  }

  void score(std::size_t line_position, std::string_view text, Evidence& out) override {
    CHECK(line_position < lines_.size(), "the line position belongs to this taxonomy version");
    auto& line = lines_[line_position];
    if (!line) return others_->score(line_position, text, out);
    out.reset(index_.version(), true);
    fold_text(text, folded_);
    extract_features(folded_, bag_);
    line->rules.match(folded_, fired_);
    if (bag_.features.empty() && fired_.empty()) return;
    line->reader.read(bag_, fired_, reading_);
    const std::int64_t information =
        text_information(reading_.mass, line->unknown_idf, bag_.courtesy_only, !fired_.empty());
    const auto evidence = [&](std::int32_t share) {
      return static_cast<std::int32_t>((information * share) >> kUnitBits);
    };
    out.none = evidence(reading_.shares.back());
    out.whole = evidence(1 << 20);
    const auto scenarios = index_.scenarios_of(line_position);
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
      if (const auto score = evidence(reading_.shares[s]); score > 0) {
        out.top.push_back({scenarios[s], score});
      }
    }
    keep_best(out.top);
    offer_to_discovery(out, folded_, line->space, [&] { return reading_.vector; });
  }

 private:
  struct Fitted {
    LineReader reader;
    RuleMatcher rules;
    std::int32_t unknown_idf;
    std::uint64_t space;
  };

  const TaxonomyIndex& index_;
  std::unique_ptr<ScenarioScorer> others_;  // of lines that the model does not know
  std::vector<std::optional<Fitted>> lines_;
  // Scratch of one text, kept for its capacity.
  std::u32string folded_;
  FeatureBag bag_;
  std::vector<std::size_t> fired_;
  LineReading reading_;
};

}  // namespace

std::unique_ptr<ScenarioScorer> make_scorer(const TaxonomyIndex& index, const TextModel* model) {
  if (model == nullptr) return make_lexical_scorer(index);
  return std::make_unique<FittedScorer>(index, *model);
}

}  // namespace vocmap
