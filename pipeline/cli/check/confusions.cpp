#include "pipeline/cli/check/confusions.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace vocmap {
namespace {

constexpr std::uint32_t kFewExamples = 5;
// A cosine below which an example shares hardly a word with the scenario that it is nearer to.
constexpr std::int64_t kWeakScore = (std::int64_t{1} << 14) / 5;
constexpr std::uint32_t kMergePart = 3;  // one of three examples of the two

std::int64_t margin(const JudgedExample& e) {
  return std::int64_t{e.other_score} - e.own_score;
}

std::int64_t margins(const Confusion& confusion) {
  std::int64_t sum = 0;
  for (const JudgedExample* e : confusion.examples) sum += margin(*e);
  return sum;
}

Advice advice_for(const Confusion& c) {
  const bool mutual = c.confused[0] > 0 && c.confused[1] > 0;
  if (mutual && kMergePart * c.weight() >= c.judged[0] + c.judged[1]) return Advice::merge;
  for (const std::size_t i : {0, 1}) {
    if (c.confused[i] > 1 && c.confused[i] == c.judged[i]) return Advice::merge;
  }
  for (const std::size_t i : {0, 1}) {
    if (c.confused[i] > 0 && c.judged[i] < kFewExamples) return Advice::more_examples;
  }
  std::int64_t scores = 0;
  for (const JudgedExample* e : c.examples) scores += e->other_score;
  return scores < kWeakScore * c.weight() ? Advice::more_examples : Advice::reword;
}

}  // namespace

std::vector<Confusion> find_confusions(std::span<const JudgedExample> judged) {
  std::map<std::uint16_t, std::uint32_t> examples;
  std::map<std::array<std::uint16_t, 2>, Confusion> pairs;
  for (const JudgedExample& e : judged) {
    ++examples[e.scenario];
    if (!e.confused()) continue;
    const std::array<std::uint16_t, 2> pair = {std::min(e.scenario, e.other),
                                               std::max(e.scenario, e.other)};
    Confusion& confusion = pairs.try_emplace(pair, Confusion{.scenarios = pair}).first->second;
    ++confusion.confused[e.scenario == pair[0] ? 0 : 1];
    confusion.examples.push_back(&e);
  }
  std::vector<Confusion> found;
  for (auto& [pair, confusion] : pairs) {
    confusion.judged = {examples[pair[0]], examples[pair[1]]};
    confusion.advice = advice_for(confusion);
    std::stable_sort(confusion.examples.begin(), confusion.examples.end(),
                     [](const auto* a, const auto* b) { return margin(*a) > margin(*b); });
    found.push_back(std::move(confusion));
  }
  std::stable_sort(found.begin(), found.end(), [](const Confusion& a, const Confusion& b) {
    return std::tuple(a.weight(), margins(a)) > std::tuple(b.weight(), margins(b));
  });
  return found;
}

}  // namespace vocmap
