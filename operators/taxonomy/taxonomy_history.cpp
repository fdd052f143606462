#include "operators/taxonomy/taxonomy_history.h"

#include <fmt/format.h>

#include <algorithm>

namespace vocmap {

tl::expected<TaxonomyHistory, std::vector<std::string>> TaxonomyHistory::make(
    std::vector<Taxonomy> versions) {
  std::vector<std::string> problems;
  if (versions.empty()) problems.push_back("no taxonomy is given");
  std::stable_sort(versions.begin(), versions.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
  for (std::size_t i = 1; i < versions.size(); ++i) {
    const Taxonomy& before = versions[i - 1];
    const Taxonomy& after = versions[i];
    if (before.version == after.version) {
      problems.push_back(fmt::format("version {} is given twice", after.version));
    } else if (!after.effective_from) {
      problems.push_back(fmt::format("version {}: effective_from is missing", after.version));
    } else if (before.effective_from && *after.effective_from <= *before.effective_from) {
      problems.push_back(fmt::format("version {}: effective_from must be later than in version {}",
                                     after.version, before.version));
    }
  }
  if (!problems.empty()) return tl::make_unexpected(std::move(problems));
  TaxonomyHistory history;
  for (Taxonomy& taxonomy : versions) history.versions_.emplace_back(std::move(taxonomy));
  return history;
}

const TaxonomyIndex& TaxonomyHistory::at(EventTime t) const {
  const auto after = std::upper_bound(versions_.begin() + 1, versions_.end(), t,
                                      [](EventTime time, const TaxonomyIndex& index) {
                                        return time < *index.taxonomy().effective_from;
                                      });
  return *(after - 1);
}

const TaxonomyIndex* TaxonomyHistory::version(std::uint32_t number) const {
  const auto found = std::find_if(versions_.begin(), versions_.end(),
                                  [&](const auto& index) { return index.version() == number; });
  return found == versions_.end() ? nullptr : &*found;
}

}  // namespace vocmap
