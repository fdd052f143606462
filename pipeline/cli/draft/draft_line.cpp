#include "pipeline/cli/draft/draft_line.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include "pipeline/cli/draft/choose_examples.h"
#include "pipeline/cli/draft/group_texts.h"
#include "pipeline/cli/draft/name_groups.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::uint64_t kSeed = 1;       // of the space; there is nothing to choose
constexpr std::size_t kLeastTexts = 20;  // of a line; from fewer nothing can be told apart
constexpr std::int64_t kLeastContacts = 5, kLeastCustomers = 3;  // of a scenario
constexpr std::size_t kOneStage = 6, kMostStages = 8;            // scenarios, stages
constexpr double kAlike = 0.6;                                   // mean cosine of a stage
constexpr std::size_t kStrays = 5, kStrayBytes = 120;

// Contacts of one scenario, or of all.
class Counter {
 public:
  void add(const SampledContact& contact) {
    ++counts_.contacts;
    customers_.insert(contact.customer);
    counts_.first_at = std::min(counts_.first_at, contact.opened_at);
    counts_.last_at = std::max(counts_.last_at, contact.opened_at);
  }
  DraftCounts counts() const {
    DraftCounts out = counts_;
    out.customers = static_cast<std::int64_t>(customers_.size());
    return out;
  }

 private:
  DraftCounts counts_;
  std::set<std::uint64_t> customers_;
};

constexpr std::size_t kNoRow = std::size_t(-1);

// The contacts' distinct texts as a space.
struct SampleSpace {
  SampleSpace(const ContactSample& sample, ProgressDisplay& progress)
      : space(distinct(sample), kSeed, progress) {
    CHECK(space.history == rows.size(), "distinct texts have a row each");
  }

  LineTexts distinct(const ContactSample& sample) {
    LineTexts texts;
    std::unordered_map<std::uint64_t, std::size_t> row_of;
    for (const auto& [hash, contact] : sample.contacts()) {
      if (contact.features == 0) {
        row_of_contact.push_back(kNoRow);
        continue;
      }
      const auto [row, is_new] = row_of.emplace(contact.features, rows.size());
      row_of_contact.push_back(row->second);
      if (!is_new) continue;
      rows.push_back(contact.text);
      texts.history.push_back({contact.text});
    }
    return texts;
  }

  std::vector<std::string_view> rows;       // texts, owned by the sample
  std::vector<std::size_t> row_of_contact;  // in the sample's order
  LineSpace space;
};

// Groups of enough contacts and customers, the most frequent first.
struct Kept {
  std::uint32_t group;
  DraftCounts counts;
};

TextGroups no_groups(std::size_t texts) {
  TextGroups none;
  none.group.assign(texts, TextGroups::kNone);
  return none;
}

std::vector<Kept> frequent_groups(const std::vector<Counter>& counters) {
  std::vector<Kept> kept;
  for (std::uint32_t g = 0; g < counters.size(); ++g) {
    const DraftCounts counts = counters[g].counts();
    if (counts.contacts >= kLeastContacts && counts.customers >= kLeastCustomers) {
      kept.push_back({g, counts});
    }
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) {
    return a.counts.contacts > b.counts.contacts;
  });
  return kept;
}

// The means of the scenarios in the latent space, where what shares words lies close.
Points means_of(const LineSpace& space, const GroupRows& members, const std::vector<Kept>& kept) {
  Points points;
  for (const Kept& scenario : kept) {
    VectorSum sum{};
    for (const std::size_t row : members[scenario.group]) {
      for (Eigen::Index c = 0; c < space.nearby.cols(); ++c) {
        sum[static_cast<std::size_t>(c)] +=
            std::llround(double{space.nearby(static_cast<Eigen::Index>(row), c)} * kUnitLength);
      }
    }
    points.directions.push_back(unit_of(sum));
    points.lengths.push_back(1);
    points.masses.push_back(1);
  }
  return points;
}

// The stage that holds what is left: the one whose scenarios are least alike, if they are not.
std::optional<std::uint32_t> various_stage(const Points& points, const Partition& stages) {
  const std::vector<UnitVector> means = group_directions(points, stages);
  std::vector<double> cosines(stages.groups, 0), sizes(stages.groups, 0);
  for (std::size_t k = 0; k < points.size(); ++k) {
    const std::uint32_t stage = stages.group[k];
    cosines[stage] += static_cast<double>(cosine(points.directions[k], means[stage])) / kOne;
    sizes[stage] += 1;
  }
  std::optional<std::uint32_t> various;
  double least = kAlike;
  for (std::uint32_t s = 0; s < stages.groups; ++s) {
    if (cosines[s] / sizes[s] >= least) continue;
    least = cosines[s] / sizes[s];
    various = s;
  }
  return various;
}

// Scenarios, most frequent first, in stages by Ward's hierarchy.
Partition stages_of(const Points& points) {
  Partition stages;
  stages.groups = 1;
  if (points.size() <= kOneStage) {
    stages.group.assign(points.size(), 0);
    return stages;
  }
  const auto root = static_cast<std::size_t>(std::lround(std::sqrt(points.size())));
  stages.groups = std::min(root, kMostStages);
  stages.group = Hierarchy{points, Linkage::ward}.cut(stages.groups);
  return stages;
}

}  // namespace

std::size_t DraftLine::scenarios() const {
  return std::accumulate(stages.begin(), stages.end(), std::size_t{0},
                         [](std::size_t n, const DraftStage& s) { return n + s.scenarios.size(); });
}

double DraftLine::covered() const {
  const auto whole = static_cast<double>(std::max<std::int64_t>(counts.contacts, 1));
  return 100 * static_cast<double>(clustered) / whole;
}

DraftLine draft_line(const std::string& id, const ContactSample& sample,
                     ProgressDisplay& progress) {
  DraftLine line;
  line.id = id;
  line.total = sample.total();
  line.sampled = !sample.complete();
  const SampleSpace texts(sample, progress);
  line.texts = texts.rows.size();
  const TextGroups groups =
      line.texts >= kLeastTexts ? group_texts(texts.space) : no_groups(line.texts);
  Counter all;
  std::vector<Counter> counters(groups.groups);
  std::size_t position = 0;
  for (const auto& [hash, contact] : sample.contacts()) {
    const std::size_t row = texts.row_of_contact[position++];
    all.add(contact);
    if (row == kNoRow) {
      ++line.without_text;
    } else if (groups.group[row] != TextGroups::kNone) {
      counters[groups.group[row]].add(contact);
    }
  }
  line.counts = all.counts();
  const GroupRows members = rows_by_group(groups);
  const std::vector<Kept> kept = frequent_groups(counters);
  GroupNames names{texts.rows, members};
  std::vector<bool> covered(texts.rows.size(), false);
  for (const Kept& scenario : kept) {
    names.keep(scenario.group);
    line.clustered += scenario.counts.contacts;
    for (const std::size_t row : members[scenario.group]) covered[row] = true;
  }
  for (std::size_t row = 0; row < texts.rows.size() && line.strays.size() < kStrays; ++row) {
    if (!covered[row]) line.strays.push_back(example_of(texts.rows[row], kStrayBytes));
  }
  if (kept.empty()) return line;
  const Points means = means_of(texts.space, members, kept);
  const Partition stages = stages_of(means);
  const auto various = various_stage(means, stages);
  std::vector<std::vector<std::uint32_t>> in_stage(stages.groups);
  line.stages.resize(stages.groups);
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const auto& [group, counts] = kept[k];
    in_stage[stages.group[k]].push_back(group);
    line.stages[stages.group[k]].scenarios.push_back(
        {names.of_scenario(group), choose_examples(texts.space, texts.rows, members[group]),
         counts});
  }
  for (std::size_t s = 0; s < stages.groups; ++s) {
    line.stages[s].name = s == various ? GroupNames::various() : names.of_stage(in_stage[s]);
  }
  if (various) {
    const auto place = line.stages.begin() + *various;
    std::rotate(place, place + 1, line.stages.end());
  }
  return line;
}

}  // namespace vocmap
