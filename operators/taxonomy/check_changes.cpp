#include "operators/taxonomy/check_changes.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>

#include "schemas/enums.h"

namespace vocmap {
namespace {

using Problems = std::vector<std::string>;
using LineOfScenario = std::map<std::string, std::string, std::less<>>;

LineOfScenario scenarios_of(const Taxonomy& taxonomy) {
  LineOfScenario lines;
  for (const Line& line : taxonomy.lines) {
    for (const Stage& stage : line.stages) {
      for (const Scenario& scenario : stage.scenarios) lines.emplace(scenario.id, line.id);
    }
  }
  return lines;
}

const Line* line_of(const Taxonomy& taxonomy, std::string_view id) {
  for (const Line& line : taxonomy.lines) {
    if (line.id == id) return &line;
  }
  return nullptr;
}

// One step from a version to the next.
class StepChecker {
 public:
  StepChecker(const Taxonomy& before, const Taxonomy& after, Problems& problems)
      : before_(before),
        after_(after),
        old_(scenarios_of(before)),
        new_(scenarios_of(after)),
        problems_(problems) {}

  void check() {
    for (std::size_t i = 0; i < after_.changes.size(); ++i) check_change(i);
    check_lines();
    for (const auto& [id, line] : old_) {
      const auto now = new_.find(id);
      if (now == new_.end()) {
        if (!sources_.contains(id) && line_of(after_, line)) {
          problem(
              fmt::format("scenario {} is gone since version {}; say in `changes` whether it "
                          "was renamed, merged or split",
                          id, before_.version));
        }
      } else if (now->second != line) {
        problem(
            fmt::format("scenario {} moves from line {} to {}; a scenario keeps its line, so "
                        "give it a new id",
                        id, line, now->second));
      }
    }
  }

 private:
  void problem(std::string_view sentence) {
    problems_.push_back(fmt::format("version {}: {}", after_.version, sentence));
  }
  void problem_of(std::size_t change, std::string_view sentence) {
    problem(
        fmt::format("changes[{}]: {}: {}", change, name_of(after_.changes[change].kind), sentence));
  }

  // Days belong to a time zone, exposures to a line.
  void check_lines() {
    for (const Line& line : before_.lines) {
      const Line* now = line_of(after_, line.id);
      if (!now) {
        problem(fmt::format("line {} is gone since version {}; a line stays, with its scenarios",
                            line.id, before_.version));
      } else if (now->time_zone != line.time_zone) {
        problem(
            fmt::format("line {} changes its time zone from {} to {}, so its days would "
                        "overlap; give it a new id",
                        line.id, line.time_zone, now->time_zone));
      } else if (now->exposure_kind != line.exposure_kind) {
        problem(
            fmt::format("line {} changes its exposure from {} to {}, which cannot be summed; "
                        "give it a new id",
                        line.id, name_of(line.exposure_kind), name_of(now->exposure_kind)));
      }
    }
  }

  void check_change(std::size_t i) {
    const TaxonomyChange& change = after_.changes[i];
    if (change.kind == ChangeKind::adopt) return check_adoption(i);
    for (const std::string& id : change.from) {
      if (!old_.contains(id)) {
        problem_of(i, fmt::format("{} is no scenario of version {}", id, before_.version));
      }
      if (!sources_.insert(id).second) problem_of(i, fmt::format("{} has two changes", id));
    }
    for (const std::string& id : change.into) check_target(i, id);
    check_kind(i);
    check_same_line(i);
  }

  void check_target(std::size_t i, const std::string& id) {
    if (!new_.contains(id)) {
      problem_of(i, fmt::format("{} is no scenario of version {}", id, after_.version));
    }
    if (!targets_.insert(id).second) {
      problem_of(i, fmt::format("{} is the result of two changes", id));
    }
  }

  void check_kind(std::size_t i) {
    const TaxonomyChange& change = after_.changes[i];
    const std::set<std::string> from(change.from.begin(), change.from.end());
    const std::set<std::string> into(change.into.begin(), change.into.end());
    for (const std::string& id : change.from) {
      const bool may_stay = change.kind != ChangeKind::rename && into.contains(id);
      if (new_.contains(id) && !may_stay) {
        problem_of(i, fmt::format("{} is still a scenario of version {}", id, after_.version));
      }
    }
    for (const std::string& id : change.into) {
      const bool may_exist = change.kind == ChangeKind::merge ||
                             (change.kind == ChangeKind::split && from.contains(id));
      if (old_.contains(id) && !may_exist) {
        problem_of(i, fmt::format("{} is a scenario of version {} already", id, before_.version));
      }
    }
    if (change.kind == ChangeKind::split && into.size() < 2) {
      problem_of(i, "needs at least two scenarios to split into");
    }
    if (change.kind == ChangeKind::merge) check_merge(i, from);
  }

  void check_merge(std::size_t i, const std::set<std::string>& from) {
    const std::string& into = after_.changes[i].into.front();
    std::set<std::string> all = from;
    if (old_.contains(into)) all.insert(into);
    if (all.size() < 2) {
      problem_of(i, "needs at least two scenarios; of one alone it is a rename");
    }
  }

  void check_same_line(std::size_t i) {
    const TaxonomyChange& change = after_.changes[i];
    for (const std::string& from : change.from) {
      for (const std::string& into : change.into) {
        const auto a = old_.find(from);
        const auto b = new_.find(into);
        if (a == old_.end() || b == new_.end() || a->second == b->second) continue;
        problem_of(
            i, fmt::format("{} is of line {}, {} of line {}", from, a->second, into, b->second));
      }
    }
  }

  void check_adoption(std::size_t i) {
    const std::string& emergent = after_.changes[i].from.front();
    const std::string& as = after_.changes[i].into.front();
    constexpr std::string_view kMiddle = ".emergent.";
    const auto place = emergent.find(kMiddle);
    const auto line = new_.find(as);
    if (line == new_.end()) {
      problem_of(i, fmt::format("{} is no scenario of version {}", as, after_.version));
    }
    if (place == emergent.npos || place == 0 || place + kMiddle.size() == emergent.size()) {
      problem_of(i, fmt::format("{} is not the id of an emergent scenario, <line>.emergent.<hash>",
                                emergent));
    } else if (line != new_.end() && emergent.substr(0, place) != line->second) {
      problem_of(i, fmt::format("{} is of line {}, {} of line {}", emergent,
                                emergent.substr(0, place), as, line->second));
    }
  }

  const Taxonomy& before_;
  const Taxonomy& after_;
  const LineOfScenario old_, new_;
  Problems& problems_;
  std::set<std::string, std::less<>> sources_, targets_;
};

// Ids of scenarios that are gone, and of emergent ones that are adopted, by the version that did
// it.
class Fates {
 public:
  explicit Fates(Problems& problems) : problems_(problems) {}

  void step(const Taxonomy& before, const Taxonomy& after) {
    const LineOfScenario now = scenarios_of(after);
    for (const auto& [id, line] : now) {
      const auto gone = gone_.find(id);
      if (gone == gone_.end()) continue;
      problems_.push_back(fmt::format(
          "version {}: scenario {} returns, which is gone since version {}; an id is never used "
          "again",
          after.version, id, gone->second));
    }
    for (const auto& [id, line] : scenarios_of(before)) {
      if (!now.contains(id)) gone_.emplace(id, after.version);
    }
  }

  void adoptions(const Taxonomy& taxonomy) {
    for (const TaxonomyChange& change : taxonomy.changes) {
      if (change.kind != ChangeKind::adopt) continue;
      const auto [known, is_new] = adopted_.emplace(change.from.front(), taxonomy.version);
      if (is_new) continue;
      problems_.push_back(fmt::format("version {}: {} was adopted in version {} already",
                                      taxonomy.version, change.from.front(), known->second));
    }
  }

 private:
  Problems& problems_;
  std::map<std::string, std::uint32_t> gone_, adopted_;
};

}  // namespace

void check_changes(const std::vector<Taxonomy>& versions, Problems& problems) {
  Fates fates{problems};
  for (std::size_t i = 0; i < versions.size(); ++i) {
    fates.adoptions(versions[i]);
    if (i == 0) continue;
    StepChecker{versions[i - 1], versions[i], problems}.check();
    fates.step(versions[i - 1], versions[i]);
  }
}

}  // namespace vocmap
