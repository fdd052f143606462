#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

#include "operators/scenario/find_spans.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/line_scorer.h"
#include "operators/scenario/rule_matcher.h"
#include "operators/scenario/segment_evidence.h"
#include "operators/scenario/split_segments.h"
#include "operators/scenario/text_model.h"
#include "pipeline/core/check.h"
#include "schemas/utf8.h"

//   fold -> cut into segments -> score the segments and the whole
//        -> of a long text that fits nothing: the scores of the segments that clearly fit something
//        -> the words that carried them; the segments that clearly name a scenario
//
// The whole is read best as long as it is about one matter. In a long text a quoted history or a
// signature drowns the matter, so that the whole is `none`: then its segments are asked.

namespace vocmap {
namespace {

constexpr std::size_t kLongText = 100;  // in folded characters

class TextScorer final : public ScenarioScorer {
 public:
  TextScorer(const TaxonomyIndex& index, const TextModel* model)
      : index_(index), sums_(index.scenario_count()) {
    for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
      const FittedLine* fitted = model == nullptr ? nullptr
                                                  : model->line(index.taxonomy().lines[line].id,
                                                                scenario_texts_hash(index, line));
      lines_.push_back({fitted != nullptr ? make_fitted_line_scorer(index, line, *fitted)
                                          : make_lexical_line_scorer(index, line),
                        RuleMatcher(index, line), index.scenarios_of(line)});
    }
  }

  void score(std::size_t line_position, std::string_view text, Evidence& out) override {
    CHECK(line_position < lines_.size(), "the line position belongs to this taxonomy version");
    const Line& line = lines_[line_position];
    one_to_one_ = fold_text(text, folded_);
    origins_.clear();
    find_line_ends(text);
    split_segments(folded_, line_ends_, segments_);
    if (segments_.size() > 1) read_segments(line);
    read(line, folded_, out);
    if (bag_.features.empty() && fired_.empty()) return;
    const bool pooled =
        is_drowned(out) && pool_segments({readings_.data(), segments_.size()}, sums_, out);
    offer_to_discovery(out, folded_, line.scorer->space(),
                       [&] { return line.scorer->direction(); });
    if (pooled) {
      explain_pooled(line, out);
    } else {
      explain(line, folded_, out);
    }
    list_matters(out);
    for (EvidenceSpan& span : out.spans) place(text, span.begin, span.end);
    for (Matter& matter : out.matters) place(text, matter.begin, matter.end);
  }

 private:
  struct Line {
    std::unique_ptr<LineScorer> scorer;
    RuleMatcher rules;
    std::span<const std::uint16_t> scenarios;

    std::size_t position(std::uint16_t scenario) const {
      return static_cast<std::size_t>(
          std::lower_bound(scenarios.begin(), scenarios.end(), scenario) - scenarios.begin());
    }
  };

  // The scores of a text or of a segment.
  void read(const Line& line, std::u32string_view folded, Evidence& out) {
    out.reset(index_.version(), line.scorer->calibrated());
    extract_features(folded, bag_);
    line.rules.match(folded, fired_);
    if (bag_.features.empty() && fired_.empty()) return;
    line.scorer->score(bag_, fired_, out);
  }

  std::u32string_view folded(const Token& segment) const {
    return std::u32string_view(folded_).substr(segment.begin, segment.end - segment.begin);
  }

  void read_segments(const Line& line) {
    if (readings_.size() < segments_.size()) readings_.resize(segments_.size());
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      read(line, folded(segments_[i]), readings_[i]);
    }
  }

  bool is_drowned(const Evidence& whole) const {
    const ScenarioScore* best = whole.best();
    return segments_.size() > 1 && folded_.size() >= kLongText &&
           (best == nullptr || best->score < whole.none);
  }

  // What carried the best scenario of the text read last.
  void explain(const Line& line, std::u32string_view folded, Evidence& out) {
    const ScenarioScore* best = out.best();
    if (best == nullptr || best->score < out.none) return;
    std::optional<std::size_t> runner_up;
    std::int32_t second = 0;
    for (const ScenarioScore& s : out.top) {
      if (&s == best || s.score <= second) continue;
      second = s.score;
      runner_up = line.position(s.scenario);
    }
    const std::size_t winner = line.position(best->scenario);
    line.scorer->contributions(winner, runner_up, contributions_);
    hits_.clear();
    if (std::binary_search(fired_.begin(), fired_.end(), winner)) {
      line.rules.find(folded, winner, hits_);
    }
    find_spans_.find(bag_, contributions_, hits_, line.scorer->rule_contribution(), out.spans);
  }

  // Of a long text, the words are those of the segment that speaks most for its best scenario.
  void explain_pooled(const Line& line, Evidence& out) {
    const std::uint16_t winner = out.best()->scenario;
    std::int64_t most = 0, all = 0;
    std::size_t place_of_most = 0;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      const ScenarioScore* best = readings_[i].best();
      if (best == nullptr || best->scenario != winner) continue;
      const std::int64_t voice = segment_weight(readings_[i], segments_.size()) * best->score;
      all += voice;
      if (voice > most) most = voice, place_of_most = i;
    }
    if (most == 0) return;  // it is nowhere the best, but everywhere a good second
    const Token& segment = segments_[place_of_most];
    read(line, folded(segment), segment_);
    explain(line, folded(segment), segment_);
    for (EvidenceSpan span : segment_.spans) {
      span.begin += segment.begin;
      span.end += segment.begin;
      span.share = static_cast<std::int32_t>(span.share * most / all);
      out.spans.push_back(span);
    }
  }

  void list_matters(Evidence& out) const {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      auto matter = clear_matter(segments_.size() == 1 ? out : readings_[i], segments_.size());
      if (!matter) continue;
      set_place(segments_[i], *matter);
      const auto same = std::find_if(out.matters.begin(), out.matters.end(), [&](const Matter& m) {
        return m.scenario == matter->scenario;
      });
      if (same == out.matters.end()) {
        out.matters.push_back(*matter);
      } else if (same->share < matter->share) {
        *same = *matter;
      }
    }
    keep_clearest(out.matters);
  }

  // The segment without white space around it.
  void set_place(const Token& segment, Matter& matter) const {
    std::tie(matter.begin, matter.end) = std::pair{segment.begin, segment.end};
    while (folded_[matter.begin] == U' ') ++matter.begin;
    while (folded_[matter.end - 1] == U' ') --matter.end;
  }

  // The kMaxMatters with the greatest shares, in the order of the text.
  static void keep_clearest(std::vector<Matter>& matters) {
    std::sort(matters.begin(), matters.end(), [](const Matter& a, const Matter& b) {
      return a.share != b.share ? a.share > b.share : a.begin < b.begin;
    });
    if (matters.size() > Evidence::kMaxMatters) matters.resize(Evidence::kMaxMatters);
    std::sort(matters.begin(), matters.end(),
              [](const Matter& a, const Matter& b) { return a.begin < b.begin; });
  }

  // The places in the folded text behind which a line of the text ends.
  void find_line_ends(std::string_view text) {
    line_ends_.clear();
    if (text.find('\n') == text.npos) return;
    std::uint32_t read = 0;
    for (std::size_t i = 0; i < text.size(); ++read) {
      if (text[i] == '\n') line_ends_.push_back(read);
      next_code_point(text, i);
    }
    if (one_to_one_) return;
    need_origins(text);
    for (std::uint32_t& end : line_ends_) {
      end = static_cast<std::uint32_t>(std::lower_bound(origins_.begin(), origins_.end(), end) -
                                       origins_.begin());
    }
  }

  // From places of the folded text to those of the text.
  void place(std::string_view text, std::uint32_t& begin, std::uint32_t& end) {
    if (one_to_one_) return;
    need_origins(text);
    end = origins_[end - 1] + 1;
    begin = origins_[begin];
  }

  void need_origins(std::string_view text) {
    if (origins_.empty()) find_origins(text, folded_, origins_);
  }

  const TaxonomyIndex& index_;
  std::vector<Line> lines_;
  FindSpans find_spans_;
  // Of the text at hand, kept for their capacity.
  std::u32string folded_;
  bool one_to_one_ = true;  // each code point of the text is one of the folded text
  std::vector<std::uint32_t> origins_;
  FeatureBag bag_;
  std::vector<std::size_t> fired_;
  std::vector<std::int64_t> contributions_;
  std::vector<RuleMatcher::Hit> hits_;
  std::vector<std::uint32_t> line_ends_;
  std::vector<Token> segments_;
  std::vector<Evidence> readings_;  // of the segments, and more of earlier texts
  std::vector<std::int64_t> sums_;
  Evidence segment_;
};

}  // namespace

const ScenarioScore* Evidence::best() const {
  const auto best = std::max_element(
      top.begin(), top.end(),
      [](const ScenarioScore& a, const ScenarioScore& b) { return a.score < b.score; });
  return best == top.end() ? nullptr : &*best;
}

void offer_to_discovery(Evidence& evidence, std::u32string_view folded, std::uint64_t space,
                        const std::function<TextVector()>& direction) {
  const bool is_serious = std::all_of(
      evidence.top.begin(), evidence.top.end(),
      [&](const ScenarioScore& s) { return 2 * std::int64_t{evidence.none} >= s.score; });
  if (!is_serious) return;
  evidence.vector = direction();
  if (is_zero(evidence.vector)) return;
  evidence.space = space;
  evidence.text_hash = XXH3_64bits(folded.data(), folded.size() * sizeof(char32_t));
}

std::unique_ptr<ScenarioScorer> make_lexical_scorer(const TaxonomyIndex& index) {
  return make_scorer(index, nullptr);
}

std::unique_ptr<ScenarioScorer> make_scorer(const TaxonomyIndex& index, const TextModel* model) {
  return std::make_unique<TextScorer>(index, model);
}

}  // namespace vocmap
