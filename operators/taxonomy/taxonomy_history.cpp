#include "operators/taxonomy/taxonomy_history.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/taxonomy/check_changes.h"

namespace vocmap {
namespace {

using Problems = TaxonomyHistory::Problems;

void sort_by_version(std::vector<Taxonomy>& versions) {
  std::stable_sort(versions.begin(), versions.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
}

Problems check_order(const std::vector<Taxonomy>& versions) {
  Problems problems;
  if (versions.empty()) problems.push_back("no taxonomy is given");
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
  return problems;
}

std::string is_missing(std::uint32_t version) {
  return fmt::format(
      "version {} is missing: a version stays, because the contacts of its time "
      "were decided under it",
      version);
}

std::string has_changed(std::uint32_t version) {
  return fmt::format(
      "version {} is in use and its file has changed; a change needs a version of "
      "its own",
      version);
}

// That every known version is given, as it is.
void check_known(const TaxonomyIndex& known, const std::vector<Taxonomy>& given,
                 Problems& problems) {
  const auto same = std::find_if(given.begin(), given.end(), [&](const Taxonomy& taxonomy) {
    return taxonomy.version == known.version();
  });
  if (same == given.end()) {
    problems.push_back(is_missing(known.version()));
  } else if (same->hash != known.taxonomy().hash) {
    problems.push_back(has_changed(known.version()));
  }
}

}  // namespace

TaxonomyHistory::TaxonomyHistory(Versions versions) : versions_(std::move(versions)) {
  for (const auto& index : versions_) {
    for (const Line& line : index->taxonomy().lines) {
      for (const Feed& feed : line.feeds) {
        longest_feed_gap_ = std::max(longest_feed_gap_, feed.max_gap);
      }
    }
    for (const TaxonomyChange& change : index->taxonomy().changes) {
      if (change.kind == ChangeKind::split) continue;
      for (const std::string& id : change.from) {
        if (id == change.into.front()) continue;  // survives its merge
        auto& of_kind = change.kind == ChangeKind::adopt ? adoptions_ : successors_;
        of_kind.insert_or_assign(id, Successor{index->version(), change.into.front()});
      }
    }
  }
}

tl::expected<TaxonomyHistory, Problems> TaxonomyHistory::make(std::vector<Taxonomy> versions) {
  sort_by_version(versions);
  Problems problems = check_order(versions);
  check_changes(versions, problems);
  if (!problems.empty()) return tl::make_unexpected(std::move(problems));
  Versions indexes;
  for (Taxonomy& taxonomy : versions) {
    indexes.push_back(std::make_shared<const TaxonomyIndex>(std::move(taxonomy)));
  }
  return TaxonomyHistory{std::move(indexes)};
}

tl::expected<TaxonomyHistory, Problems> TaxonomyHistory::extended(
    std::vector<Taxonomy> versions) const {
  sort_by_version(versions);
  Problems problems = check_order(versions);
  for (const auto& known : versions_) check_known(*known, versions, problems);
  check_changes(versions, problems);
  Versions indexes = versions_;
  for (Taxonomy& taxonomy : versions) {
    if (version(taxonomy.version)) continue;
    if (taxonomy.version < latest().version()) {
      problems.push_back(fmt::format("version {} is new, but version {} is in use already",
                                     taxonomy.version, latest().version()));
      continue;
    }
    indexes.push_back(std::make_shared<const TaxonomyIndex>(std::move(taxonomy)));
  }
  if (!problems.empty()) return tl::make_unexpected(std::move(problems));
  return TaxonomyHistory{std::move(indexes)};
}

Problems TaxonomyHistory::contradictions(
    const std::map<std::uint32_t, std::uint64_t>& decided) const {
  Problems problems;
  for (const auto& [number, hash] : decided) {
    if (number > latest().version()) break;
    const TaxonomyIndex* known = version(number);
    if (known == nullptr) {
      problems.push_back(is_missing(number));
    } else if (known->taxonomy().hash != hash) {
      problems.push_back(has_changed(number));
    }
  }
  return problems;
}

std::size_t TaxonomyHistory::position_at(EventTime t) const {
  const auto after = std::upper_bound(
      versions_.begin() + 1, versions_.end(), t,
      [](EventTime time, const auto& index) { return time < *index->taxonomy().effective_from; });
  return static_cast<std::size_t>(after - versions_.begin()) - 1;
}

const TaxonomyIndex& TaxonomyHistory::at(EventTime t) const {
  return *versions_[position_at(t)];
}

std::span<const std::shared_ptr<const TaxonomyIndex>> TaxonomyHistory::in_force(
    EventTime from, EventTime to) const {
  const std::size_t first = position_at(from);
  const std::size_t last = position_at(std::max(from, to - Duration{1}));
  return std::span{versions_}.subspan(first, last - first + 1);
}

const TaxonomyIndex* TaxonomyHistory::version(std::uint32_t number) const {
  const auto found = std::find_if(versions_.begin(), versions_.end(),
                                  [&](const auto& index) { return index->version() == number; });
  return found == versions_.end() ? nullptr : found->get();
}

const TaxonomyIndex* TaxonomyHistory::version_of_hash(std::uint64_t hash) const {
  const auto found = std::find_if(versions_.begin(), versions_.end(), [&](const auto& index) {
    return index->taxonomy().hash == hash;
  });
  return found == versions_.end() ? nullptr : found->get();
}

std::string_view TaxonomyHistory::restated(std::string_view id, std::uint32_t number) const {
  for (auto next = successors_.find(id);
       next != successors_.end() && next->second.version <= number; next = successors_.find(id)) {
    id = next->second.id;
  }
  return id;
}

const TaxonomyHistory::Successor* TaxonomyHistory::adopted(std::string_view emergent_id) const {
  const auto found = adoptions_.find(emergent_id);
  return found == adoptions_.end() ? nullptr : &found->second;
}

}  // namespace vocmap
