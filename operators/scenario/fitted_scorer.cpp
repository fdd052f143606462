#include "operators/scenario/lexical_fit.h"
#include "operators/scenario/line_scorer.h"

// The evidence of a text is its information, as the lexical matcher weighs it, divided among the
// scenarios and none by the shares that the fitted line gives them. The sum over the texts of a
// contact is thus a mean of their shares, in which a sentence counts more than a greeting.

namespace vocmap {
namespace {

class FittedScorer final : public LineScorer {
 public:
  FittedScorer(std::span<const std::uint16_t> scenarios, const FittedLine& line)
      : scenarios_(scenarios),
        reader_(line),
        unknown_idf_(line.unknown_idf),
        space_(vector_space(line)) {}

  bool calibrated() const override { return true; }

  void score(const FeatureBag& text, std::span<const std::size_t> fired, Evidence& out) override {
    reader_.read(text, fired, reading_);
    const std::int64_t information =
        text_information(reading_.mass, unknown_idf_, text.courtesy_only, !fired.empty());
    const auto evidence = [&](std::int32_t share) {
      return static_cast<std::int32_t>((information * share) >> kUnitBits);
    };
    out.none = evidence(reading_.shares.back());
    out.whole = evidence(1 << 20);
    for (std::size_t s = 0; s < scenarios_.size(); ++s) {
      if (const auto score = evidence(reading_.shares[s]); score > 0) {
        out.top.push_back({scenarios_[s], score});
      }
    }
    keep_best(out.top);
  }

  TextVector direction() const override { return reading_.vector; }
  std::uint64_t space() const override { return space_; }

  void contributions(std::size_t winner, std::optional<std::size_t> runner_up,
                     std::vector<std::int64_t>& out) override {
    reader_.contributions(winner, runner_up, out);
  }
  std::int64_t rule_contribution() const override { return LineReader::kRuleLogit; }

 private:
  std::span<const std::uint16_t> scenarios_;
  LineReader reader_;
  std::int32_t unknown_idf_;
  std::uint64_t space_;
  LineReading reading_;  // of the text scored last
};

}  // namespace

std::unique_ptr<LineScorer> make_fitted_line_scorer(const TaxonomyIndex& index, std::size_t line,
                                                    const FittedLine& fitted) {
  return std::make_unique<FittedScorer>(index.scenarios_of(line), fitted);
}

}  // namespace vocmap
