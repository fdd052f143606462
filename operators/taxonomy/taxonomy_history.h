#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// All versions of the taxonomy, immutable; never empty. The version in force at an event time is
// the latest whose effective_from is at or before it; the first version holds since ever.
class TaxonomyHistory {
 public:
  // Versions in any order; both version numbers and effective_from must increase strictly.
  static tl::expected<TaxonomyHistory, std::vector<std::string>> make(
      std::vector<Taxonomy> versions);

  const TaxonomyIndex& at(EventTime t) const;
  const TaxonomyIndex* version(std::uint32_t number) const;  // null when unknown
  const TaxonomyIndex& latest() const { return versions_.back(); }
  const std::vector<TaxonomyIndex>& versions() const { return versions_; }  // oldest first

 private:
  TaxonomyHistory() = default;

  std::vector<TaxonomyIndex> versions_;
};

}  // namespace vocmap
