#include "pipeline/cli/train/train_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <set>

#include "pipeline/cli/train/calibrate.h"
#include "pipeline/cli/train/latent_space.h"
#include "pipeline/cli/train/line_space.h"
#include "pipeline/cli/train/quantise.h"
#include "pipeline/cli/train/softmax_regression.h"

// Constants were chosen on a held-out fifth of the training splits of Banking77, CLINC150 and
// MASSIVE zh-CN.

namespace vocmap {
namespace {

constexpr std::size_t kMostFolds = 5, kLeastFolds = 4;
constexpr float kSpread = 0.9f;
constexpr int kRounds = 20;
constexpr float kExampleVoice = 3;
constexpr float kSurelyFar = 0.5f, kFar = 0.4f;  // of the reach that an even spread would give
constexpr float kUnknownHistory = 0.25f;  // more than this far away: the history has other matters

// How the texts are guessed before spreading: soft-max of the cosine with the class centroids.
struct Guess {
  float dense, sharpness, voice;
};
constexpr Guess kUntaught{0.3f, 20, 0.01f}, kTaught{0.7f, 40, 0.1f};

using Rows = std::vector<std::size_t>;  // positions in LineTexts::labelled

Eigen::Index at(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

class LineFit {
 public:
  LineFit(const LineTexts& texts, const LineSpace& space) : texts_(texts), space_(space) {}

  struct Targets {
    DenseRows shares;  // texts x classes, the last one none
    std::vector<float> voices;
    double beyond_reach = 0;
    bool learned_none = false;
  };

  // Weights of the classes over space.inputs, fitted from the given labels only. `learns_none` says
  // whether none is a class; unset, the history decides.
  DenseRows fit(const Rows& labels, std::uint64_t seed, std::optional<bool> learns_none,
                Targets& targets, ProgressDisplay& progress) const {
    targets = spread(labels, learns_none);
    SoftmaxOptions options;
    options.epochs = 15;
    options.rate = 6;
    options.decay = 0.1f;
    options.seed = seed;
    options.done = [&](double share) { progress.done(share); };
    return fit_softmax(space_.inputs, targets.shares, targets.voices, options);
  }

  // The centroids of the labelled texts over the terms: what there is without a history.
  DenseRows centroids(const Rows& labels) const {
    DenseRows weights = DenseRows::Zero(at(space_.terms.columns), at(classes()));
    for (const std::size_t label : labels) {
      const LabelledText& text = texts_.labelled[label];
      for (const auto& cell : space_.terms.row(row_of(label))) {
        weights(cell.column, text.scenario) += std::max(text.voice, 0.0f) * cell.value;
      }
    }
    for (Eigen::Index c = 0; c < weights.cols(); ++c) {
      const float length = weights.col(c).norm();
      if (length > 0) weights.col(c) /= length;
    }
    return weights;
  }

  std::size_t row_of(std::size_t label) const { return space_.history + label; }
  std::size_t classes() const { return texts_.scenarios.size(); }

 private:
  DenseRows guess(const Rows& labels, const Guess& how) const {
    DenseRows centres = DenseRows::Zero(at(classes()), space_.nearby.cols());
    for (const std::size_t label : labels) {
      const LabelledText& text = texts_.labelled[label];
      centres.row(text.scenario) +=
          std::max(text.voice, 0.0f) * space_.nearby.row(at(row_of(label)));
    }
    normalise_rows(centres);
    DenseRows scores = (1 - how.dense) * logits(space_.terms, centroids(labels)) +
                       how.dense * (space_.nearby * centres.transpose());
    softmax(scores, 1 / how.sharpness);
    return scores;
  }

  Targets spread(const Rows& labels, std::optional<bool> learns_none) const {
    const Guess& how = space_.taught ? kTaught : kUntaught;
    DenseRows known = DenseRows::Zero(at(space_.bags.size()), at(classes()));
    for (const std::size_t label : labels) {
      const LabelledText& text = texts_.labelled[label];
      if (text.voice > 0) known(at(row_of(label)), text.scenario) = text.voice;
    }
    DenseRows seeds = how.voice * guess(labels, how);
    for (const std::size_t label : labels) seeds.row(at(row_of(label))).setZero();
    DenseRows shares = spread_labels(space_.graph, seeds + known, kSpread, kRounds);
    for (Eigen::Index c = 0; c < shares.cols(); ++c) {  // evens spreading out over the classes
      shares.col(c) /= std::sqrt(std::max(shares.col(c).sum(), 1e-9f));
    }
    return targets(labels, shares, reach(known), learns_none);
  }

  // How much of the examples' voices arrives at each text, over what an even spread would give.
  std::vector<float> reach(const DenseRows& known) const {
    const auto texts = space_.bags.size();
    const DenseRows arrived = spread_labels(space_.graph, known.rowwise().sum(), kSpread, kRounds);
    const DenseRows even =
        spread_labels(space_.graph, DenseRows::Ones(at(texts), 1), kSpread, kRounds);
    const float mean = known.sum() / static_cast<float>(texts);
    std::vector<float> out(texts);
    for (std::size_t i = 0; i < texts; ++i) {
      out[i] = arrived(at(i), 0) / std::max(even(at(i), 0) * mean, 1e-12f);
    }
    return out;
  }

  Targets targets(const Rows& labels, const DenseRows& shares, const std::vector<float>& reach,
                  std::optional<bool> learns_none) const {
    Targets out;
    const auto texts = space_.bags.size();
    const auto far = std::count_if(reach.begin(), reach.end(), [](float r) { return r <= kFar; });
    out.beyond_reach =
        static_cast<double>(far) / static_cast<double>(std::max<std::size_t>(texts, 1));
    out.learned_none =
        learns_none.value_or(space_.history > 0 && out.beyond_reach > kUnknownHistory);
    out.shares = DenseRows::Zero(at(texts), at(classes() + (out.learned_none ? 1 : 0)));
    out.voices.assign(texts, 0);
    for (std::size_t i = 0; i < texts; ++i) {
      const float sum = shares.row(at(i)).sum();
      if (out.learned_none && reach[i] <= kSurelyFar) {
        out.shares(at(i), at(classes())) = 1;
        out.voices[i] = 1;
      } else if (sum > 1e-12f && i < space_.history) {
        const auto squares = (shares.row(at(i)) / sum).array().square();
        out.shares.row(at(i)).head(at(classes())) = (squares / squares.sum()).matrix();
        out.voices[i] = shares.row(at(i)).maxCoeff() / sum;
      }
    }
    for (std::size_t i = space_.history; i < texts; ++i) out.voices[i] = 0;
    for (const std::size_t label : labels) set_label(label, shares, out);
    return out;
  }

  // A label is what it says; a counter-example is anything but that.
  void set_label(std::size_t label, const DenseRows& shares, Targets& out) const {
    const LabelledText& text = texts_.labelled[label];
    const Eigen::Index row = at(row_of(label));
    out.voices[row_of(label)] = kExampleVoice * std::abs(text.voice);
    out.shares.row(row).setZero();
    if (text.voice > 0) {
      out.shares(row, text.scenario) = 1;
      return;
    }
    auto others = out.shares.row(row).head(at(classes()));
    others = shares.row(row);
    others(text.scenario) = 0;
    const float sum = others.sum();
    if (sum > 0) {
      others /= sum;
    } else {
      others.setConstant(1 / static_cast<float>(std::max<std::size_t>(classes() - 1, 1)));
      others(text.scenario) = 0;
    }
  }

  const LineTexts& texts_;
  const LineSpace& space_;
};

// The labelled texts of a line, dealt out to the folds that hold them out: of a scenario's examples
// to each fold as few as can be, so that the fits know almost as many as the line.
struct Folds {
  Rows all, examples;  // examples by scenario, those of one in random order

  Folds(const LineTexts& texts, std::uint64_t seed) : all(texts.labelled.size()) {
    std::iota(all.begin(), all.end(), 0);
    for (const std::size_t label : all) {
      if (texts.labelled[label].example) examples.push_back(label);
    }
    std::mt19937_64 random(seed);
    for (std::size_t i = examples.size(); i > 1; --i) {
      std::swap(examples[i - 1], examples[random() % i]);
    }
    std::stable_sort(examples.begin(), examples.end(), [&](std::size_t a, std::size_t b) {
      return texts.labelled[a].scenario < texts.labelled[b].scenario;
    });
  }

  std::size_t count() const { return std::min(kMostFolds, examples.size()); }
  Rows left_out(std::size_t fold) const {
    Rows left;
    for (std::size_t i = fold; i < examples.size(); i += count()) left.push_back(examples[i]);
    return left;
  }
  // Everything that speaks for every kMostFolds-th scenario, as if the line lacked these.
  Rows strangers(const LineTexts& texts, std::size_t fold) const {
    Rows labels;
    std::copy_if(all.begin(), all.end(), std::back_inserter(labels), [&](std::size_t label) {
      return texts.labelled[label].scenario % kMostFolds == fold;
    });
    return labels;
  }
  Rows kept(const Rows& left) const {
    const std::set<std::size_t> out(left.begin(), left.end());
    Rows rows;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rows),
                 [&](std::size_t label) { return !out.contains(label); });
    return rows;
  }
};

bool is_best(const Eigen::RowVectorXf& logits, const LineTexts& texts, std::size_t label) {
  Eigen::Index best = 0;
  logits.head(at(texts.scenarios.size())).maxCoeff(&best);
  return best == at(texts.labelled[label].scenario);
}

// An example of a scenario that the fit lacked, as others in `left`, belongs to none.
void make_stranger(const Rows& left, const LineTexts& texts, CalibrationCase& c) {
  constexpr float kRuledOut = -100;
  for (const std::size_t label : left) c.logits(at(texts.labelled[label].scenario)) = kRuledOut;
  c.scenario = static_cast<std::uint32_t>(texts.scenarios.size());
}

}  // namespace

FittedLine train_line(const LineTexts& texts, std::uint64_t seed, LineReport& report,
                      ProgressDisplay& progress) {
  const auto start = std::chrono::steady_clock::now();
  fix_summation_order();
  const LineSpace space(texts, seed, progress);
  const LineFit line(texts, space);
  const Folds folds(texts, seed);

  progress.step("spreading and fitting");
  LineFit::Targets targets;
  const DenseRows weights = line.fit(folds.all, seed, std::nullopt, targets, progress);
  const DenseRows scores = logits(space.inputs, weights);

  std::vector<CalibrationCase> cases;
  std::size_t plainly_right = 0;
  const bool holds_out = folds.count() >= kLeastFolds;
  // Fits without the labels that are left out, and makes a case of each example among them.
  const auto hold_out = [&](const Rows& left, bool strangers) {
    const Rows kept = folds.kept(left);
    LineFit::Targets of_fold;
    const DenseRows fold_weights = line.fit(kept, seed, targets.learned_none, of_fold, progress);
    const DenseRows fold_scores = logits(space.new_inputs, fold_weights);
    const DenseRows plain_scores =
        strangers ? DenseRows() : logits(space.terms, line.centroids(kept));
    for (const std::size_t label : left) {
      const LabelledText& text = texts.labelled[label];
      if (!text.example) continue;
      const auto row = line.row_of(label);
      cases.push_back(
          {fold_scores.row(at(label)), text.scenario,
           std::sqrt(space.dictionary.known_share(space.bags[row], Dictionary::Reading::kAsNew))});
      if (strangers) {
        make_stranger(left, texts, cases.back());
      } else {
        plainly_right += is_best(plain_scores.row(at(row)), texts, label) ? 1 : 0;
      }
    }
  };
  for (std::size_t fold = 0; fold < folds.count() && holds_out; ++fold) {
    progress.step(fmt::format("fitting without fold {} of {}", fold + 1, folds.count()));
    hold_out(folds.left_out(fold), false);
  }
  const std::size_t stranger_folds =
      targets.learned_none && holds_out ? std::min(kMostFolds, line.classes()) : 0;
  for (std::size_t fold = 0; fold < stranger_folds && line.classes() > 1; ++fold) {
    progress.step(fmt::format("fitting without scenarios {} of {}", fold + 1, stranger_folds));
    hold_out(folds.strangers(texts, fold), true);
  }
  progress.step("calibration");
  Calibration calibration;
  if (!cases.empty()) calibration = calibrate(cases, texts.scenarios.size());
  FittedLine fitted = quantise(texts, space, weights, scores, targets.learned_none, calibration);
  report = {
      .features = space.dictionary.entries().size(),
      .examples = folds.examples.size(),
      .learned_none = targets.learned_none,
      .held_out = std::move(calibration.answers),
      .plain_accuracy = holds_out ? static_cast<double>(plainly_right) /
                                        static_cast<double>(folds.examples.size())
                                  : 0,
      .beyond_reach = targets.beyond_reach,
      .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
  };
  return fitted;
}

}  // namespace vocmap
