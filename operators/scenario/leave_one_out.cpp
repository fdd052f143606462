#include "operators/scenario/leave_one_out.h"

#include <algorithm>
#include <vector>

#include "operators/scenario/fixed_point.h"

namespace vocmap {
namespace {

constexpr std::int64_t kUnit = std::int64_t{1} << kUnitBits;
constexpr std::int64_t kHanPrior = kUnit * 6 / 100, kOtherPrior = kUnit * 10 / 100;
constexpr std::int64_t kLowest = kUnit * 2 / 100, kHighest = kUnit * 20 / 100;
constexpr std::size_t kFewestExamples = 20, kRejectedPart = 10;  // one of ten

std::int64_t dot(const TermVector& a, const TermVector& b) {
  std::int64_t sum = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->hash == j->hash) {
      sum += (i++)->value * (j++)->value;
    } else {
      i->hash < j->hash ? ++i : ++j;
    }
  }
  return sum;
}

// Dot products with every centroid of the line.
std::vector<std::int64_t> all_dots(const LineModel& model, const TermVector& vector) {
  std::vector<std::int64_t> dots(model.scenario_count());
  for (const Term& term : vector) {
    const LineModel::Entry* entry = model.find(term.hash);
    if (entry == nullptr) continue;
    for (const auto& posting : model.postings(*entry)) {
      dots[posting.scenario] += term.value * posting.weight;
    }
  }
  return dots;
}

// A feature of one document only is unknown once that document is left out.
std::int64_t known_root(const LexicalFit& fit, const TermVector& unit) {
  std::uint64_t known = 0;
  for (const Term& term : unit) {
    const auto idf = fit.idf().find(term.hash);
    const bool shared = idf != fit.idf().end() && idf->second < fit.once_idf();
    if (shared) known += static_cast<std::uint64_t>(term.value * term.value);
  }
  return static_cast<std::int64_t>(integer_sqrt(known));
}

std::int64_t threshold(std::vector<std::int64_t> similarities, std::int64_t prior) {
  if (similarities.size() < kFewestExamples) return prior;
  const auto rank =
      similarities.begin() + static_cast<std::ptrdiff_t>(similarities.size() / kRejectedPart);
  std::nth_element(similarities.begin(), rank, similarities.end());
  return std::clamp(*rank, kLowest, kHighest);
}

}  // namespace

std::optional<LeftOutScores> leave_one_out(const LexicalFit& fit, const LineModel& model,
                                           std::size_t document) {
  const Document& left_out = fit.documents()[document];
  if (left_out.example == nullptr || left_out.unit.empty()) return std::nullopt;
  const TermVector rest = fit.centroid(left_out.scenario, document);
  if (rest.empty()) return std::nullopt;
  std::vector<std::int64_t> dots = all_dots(model, left_out.unit);
  dots[left_out.scenario] = -kUnit * kUnit;  // below every cosine
  const auto best = std::max_element(dots.begin(), dots.end());
  return LeftOutScores{dot(rest, left_out.unit) >> kUnitBits,
                       static_cast<std::size_t>(best - dots.begin()), *best >> kUnitBits,
                       known_root(fit, left_out.unit)};
}

NoneThresholds fit_none_thresholds(const LexicalFit& fit, const LineModel& model) {
  std::vector<std::int64_t> han, other;
  for (std::size_t d = 0; d < fit.documents().size(); ++d) {
    const auto scores = leave_one_out(fit, model, d);
    if (!scores) continue;
    const std::int64_t best = std::max({scores->own, scores->other_score, std::int64_t{0}});
    (fit.documents()[d].bag.han ? han : other).push_back(best * scores->known_root >> kUnitBits);
  }
  return {threshold(std::move(han), kHanPrior), threshold(std::move(other), kOtherPrior)};
}

}  // namespace vocmap
