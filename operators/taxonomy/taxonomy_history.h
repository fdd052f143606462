#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// All versions of the taxonomy, never empty; copies share the immutable versions. The version in
// force at an event time is the latest whose effective_from is at or before it; the first version
// holds since ever. Every version's changes explain what became of the scenarios before it.
class TaxonomyHistory {
 public:
  using Versions = std::vector<std::shared_ptr<const TaxonomyIndex>>;
  using Problems = std::vector<std::string>;

  // Versions in any order; both version numbers and effective_from must increase strictly.
  static tl::expected<TaxonomyHistory, Problems> make(std::vector<Taxonomy> versions);

  // The same history with the versions that are new in `versions`. All that are known must be
  // there, unchanged, and what is new must follow them.
  tl::expected<TaxonomyHistory, Problems> extended(std::vector<Taxonomy> versions) const;

  // What speaks against having decided contacts under versions with these hashes, by version. A
  // version after the latest one is no contradiction: it is not known here yet.
  Problems contradictions(const std::map<std::uint32_t, std::uint64_t>& decided) const;

  const TaxonomyIndex& at(EventTime t) const;
  // The versions in force somewhere in [from, to), oldest first; never empty.
  std::span<const std::shared_ptr<const TaxonomyIndex>> in_force(EventTime from,
                                                                 EventTime to) const;
  const TaxonomyIndex* version(std::uint32_t number) const;        // null when unknown
  const TaxonomyIndex* version_of_hash(std::uint64_t hash) const;  // null when unknown
  const TaxonomyIndex& latest() const { return *versions_.back(); }
  const Versions& versions() const { return versions_; }  // oldest first

  Duration longest_feed_gap() const { return longest_feed_gap_; }  // of all declared feeds

  // What a scenario id of any older version is called in version `number`, by the renames and
  // merges up to it; an id that they do not name stays as it is.
  std::string_view restated(std::string_view id, std::uint32_t number) const;
  bool restates() const { return !successors_.empty(); }  // whether there are renames or merges
  // What an id has become, and with which version.
  struct Successor {
    std::uint32_t version = 0;
    std::string id;
  };
  // The scenario as which an emergent one was adopted; null when it was not.
  const Successor* adopted(std::string_view emergent_id) const;

 private:
  using Successors = std::map<std::string, Successor, std::less<>>;

  explicit TaxonomyHistory(Versions versions);

  std::size_t position_at(EventTime t) const;

  Versions versions_;
  Successors successors_;  // of renamed and merged scenarios
  Successors adoptions_;   // of emergent scenarios
  Duration longest_feed_gap_{};
};

}  // namespace vocmap
