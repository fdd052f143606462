#include "operators/scenario/find_spans.h"

#include <algorithm>

namespace vocmap {
namespace {

constexpr std::int64_t kWeakToken = 8;  // a token with less than 1/8 of the strongest is left out

}  // namespace

void FindSpans::find(const FeatureBag& text, std::span<const std::int64_t> contributions,
                     std::span<const RuleMatcher::Hit> hits, std::int64_t rule_contribution,
                     std::vector<EvidenceSpan>& spans) {
  spans.clear();
  weigh_tokens(text, contributions);
  std::int64_t whole = hits.empty() ? 0 : rule_contribution;
  for (const std::int64_t weight : weights_) whole += std::max<std::int64_t>(weight, 0);
  if (whole == 0) return;
  gather_runs(text);
  const auto parts = static_cast<std::int64_t>(hits.size());
  for (const RuleMatcher::Hit& hit : hits) {
    pieces_.push_back({hit.begin, hit.end, rule_contribution / parts, hit.phrase + 1});
  }
  unite();
  const auto kept =
      pieces_.begin() + static_cast<std::ptrdiff_t>(std::min(pieces_.size(), Evidence::kMaxSpans));
  std::partial_sort(pieces_.begin(), kept, pieces_.end(), [](const Piece& a, const Piece& b) {
    if ((a.rule != 0) != (b.rule != 0)) return a.rule != 0;
    return a.weight != b.weight ? a.weight > b.weight : a.begin < b.begin;
  });
  std::sort(pieces_.begin(), kept,
            [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  for (auto piece = pieces_.begin(); piece != kept; ++piece) {
    spans.push_back({piece->begin, piece->end,
                     static_cast<std::int32_t>(1000 * piece->weight / whole), piece->rule});
  }
}

// A feature's contribution in equal parts to its occurrences, and of a pair to both tokens.
void FindSpans::weigh_tokens(const FeatureBag& text, std::span<const std::int64_t> contributions) {
  weights_.assign(text.tokens.size(), 0);
  auto occurrence = text.occurrences.begin();
  for (std::size_t f = 0; f < text.features.size(); ++f) {
    auto end = occurrence;
    while (end != text.occurrences.end() && end->hash == text.features[f].hash) ++end;
    const std::int64_t half = contributions[f] / (2 * (end - occurrence));
    for (; occurrence != end; ++occurrence) {
      weights_[occurrence->first] += half;
      weights_[occurrence->last] += half;
    }
  }
}

// Neighbours are at most one character apart.
void FindSpans::gather_runs(const FeatureBag& text) {
  pieces_.clear();
  const std::int64_t strongest =
      weights_.empty() ? 0 : *std::max_element(weights_.begin(), weights_.end());
  bool open = false;
  for (std::size_t t = 0; t < weights_.size(); ++t) {
    const auto& [begin, end] = text.tokens[t];
    if (weights_[t] <= 0 || weights_[t] * kWeakToken < strongest) {
      open = false;
    } else if (open && begin <= pieces_.back().end + 1) {
      pieces_.back().end = end;
      pieces_.back().weight += weights_[t];
    } else {
      pieces_.push_back({begin, end, weights_[t], 0});
      open = true;
    }
  }
}

// Merges what touches or overlaps; of several rules the first stays.
void FindSpans::unite() {
  std::sort(pieces_.begin(), pieces_.end(),
            [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  std::size_t last = 0;
  for (std::size_t i = 1; i < pieces_.size(); ++i) {
    Piece& into = pieces_[last];
    if (pieces_[i].begin > into.end) {
      pieces_[++last] = pieces_[i];
      continue;
    }
    into.end = std::max(into.end, pieces_[i].end);
    into.weight += pieces_[i].weight;
    if (into.rule == 0) into.rule = pieces_[i].rule;
  }
  if (!pieces_.empty()) pieces_.resize(last + 1);
}

}  // namespace vocmap
