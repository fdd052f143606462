#include "operators/scenario/check_examples.h"

#include <algorithm>

#include "operators/scenario/leave_one_out.h"

namespace vocmap {
namespace {

void judge_line(const TaxonomyIndex& index, std::size_t line, std::vector<JudgedExample>& out) {
  const LexicalFit fit(index, line);
  const LineModel model(fit);
  const auto scenarios = index.scenarios_of(line);
  for (std::size_t d = 0; d < fit.documents().size(); ++d) {
    const auto scores = leave_one_out(fit, model, d);
    if (!scores || scores->other == fit.documents()[d].scenario) continue;
    const Document& document = fit.documents()[d];
    out.push_back({scenarios[document.scenario], *document.example, scenarios[scores->other],
                   static_cast<std::int32_t>(scores->own),
                   static_cast<std::int32_t>(scores->other_score)});
  }
}

}  // namespace

std::vector<JudgedExample> judge_examples(const TaxonomyIndex& index) {
  std::vector<JudgedExample> out;
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    judge_line(index, line, out);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.scenario < b.scenario; });
  return out;
}

}  // namespace vocmap
