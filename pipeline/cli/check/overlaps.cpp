#include "pipeline/cli/check/overlaps.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace vocmap {
namespace {

constexpr std::uint32_t kFewestContacts = 3, kFewestExamples = 2;

struct Contest {
  std::uint16_t best;
  std::optional<std::uint16_t> next;
  std::int64_t best_share, next_share;  // in 1/1000
  const std::string* text;

  bool open() const { return next && next_share > 0 && 2 * next_share >= best_share; }
};

struct Candidate {
  Overlap overlap;
  std::vector<const Contest*> contests;
};

std::vector<std::string> closest_texts(std::vector<const Contest*> contests) {
  std::stable_sort(contests.begin(), contests.end(), [](const Contest* a, const Contest* b) {
    return a->next_share * b->best_share > b->next_share * a->best_share;
  });
  std::vector<std::string> texts;
  std::set<std::string> shapes;
  for (const Contest* contest : contests) {
    if (texts.size() == kShownTexts) break;
    if (shapes.insert(shape_of(*contest->text)).second) texts.push_back(*contest->text);
  }
  return texts;
}

std::vector<Overlap> find_overlaps(const std::vector<Contest>& contests, std::uint32_t fewest) {
  std::map<std::uint16_t, std::uint32_t> texts_of;
  std::map<std::array<std::uint16_t, 2>, Candidate> pairs;
  for (const Contest& contest : contests) {
    ++texts_of[contest.best];
    if (!contest.open()) continue;
    ++texts_of[*contest.next];
    const std::array<std::uint16_t, 2> pair = {std::min(contest.best, *contest.next),
                                               std::max(contest.best, *contest.next)};
    Candidate& candidate =
        pairs.try_emplace(pair, Candidate{{.scenarios = pair}, {}}).first->second;
    ++candidate.overlap.contested;
    candidate.overlap.mass += 2 * contest.next_share;
    candidate.contests.push_back(&contest);
  }
  std::vector<Overlap> found;
  for (auto& [pair, candidate] : pairs) {
    Overlap& overlap = candidate.overlap;
    overlap.of = std::min(texts_of[pair[0]], texts_of[pair[1]]);
    if (overlap.contested < fewest || 100 * overlap.contested < kOverlapPercent * overlap.of) {
      continue;
    }
    overlap.texts = closest_texts(std::move(candidate.contests));
    found.push_back(std::move(overlap));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Overlap& a, const Overlap& b) { return a.mass > b.mass; });
  return found;
}

}  // namespace

std::vector<Overlap> overlaps_of_sample(const CheckedSample& sample) {
  std::vector<Contest> contests;
  for (const SampleContact& c : sample.contacts) {
    if (!c.scenario) continue;
    contests.push_back({*c.scenario, c.next, c.share, c.next_share, &c.texts.front()});
  }
  return find_overlaps(contests, kFewestContacts);
}

std::vector<Overlap> overlaps_of_examples(std::span<const JudgedExample> judged) {
  std::vector<Contest> contests;
  for (const JudgedExample& e : judged) {
    const std::int64_t own = std::max(e.own_score, 0), other = std::max(e.other_score, 0);
    const std::int64_t squares = own * own + other * other;
    if (squares == 0) continue;
    const std::int64_t own_share = 1000 * own * own / squares;
    if (e.confused()) {
      contests.push_back({e.other, e.scenario, 1000 - own_share, own_share, &e.example});
    } else {
      contests.push_back({e.scenario, e.other, own_share, 1000 - own_share, &e.example});
    }
  }
  return find_overlaps(contests, kFewestExamples);
}

}  // namespace vocmap
