#include "pipeline/cli/draft/communities.h"

#include <numeric>

namespace vocmap {
namespace {

constexpr int kMostRounds = 20;

using Numbers = std::vector<std::uint32_t>;

// Renumbers by first occurrence; returns how many there are.
std::uint32_t renumber(Numbers& numbers) {
  constexpr std::uint32_t kNew = UINT32_MAX;
  Numbers names(numbers.size(), kNew);
  std::uint32_t count = 0;
  for (std::uint32_t& number : numbers) {
    if (names[number] == kNew) names[number] = count++;
    number = names[number];
  }
  return count;
}

// Moves each node to the community that gains most, until none moves.
Numbers move_nodes(const SparseRows& graph, double resolution) {
  const std::size_t nodes = graph.rows();
  Numbers community(nodes);
  std::iota(community.begin(), community.end(), 0);
  std::vector<double> strength(nodes, 0), links(nodes, 0);
  for (std::size_t i = 0; i < nodes; ++i) {
    for (const auto& cell : graph.row(i)) strength[i] += double{cell.value};
  }
  std::vector<double> total = strength;  // by community
  const double all = std::accumulate(strength.begin(), strength.end(), 0.0);
  Numbers near;
  bool moved = all > 0;
  for (int round = 0; moved && round < kMostRounds; ++round) {
    moved = false;
    for (std::size_t i = 0; i < nodes; ++i) {
      const std::uint32_t own = community[i];
      near.assign(1, own);
      for (const auto& cell : graph.row(i)) {
        if (cell.column == i) continue;
        const std::uint32_t other = community[cell.column];
        if (links[other] == 0 && other != own) near.push_back(other);
        links[other] += double{cell.value};
      }
      total[own] -= strength[i];
      const auto gain = [&](std::uint32_t c) {
        return links[c] - resolution * strength[i] * total[c] / all;
      };
      std::uint32_t best = own;
      for (const std::uint32_t c : near) {
        if (gain(c) > gain(best)) best = c;
      }
      for (const std::uint32_t c : near) links[c] = 0;
      total[best] += strength[i];
      community[i] = best;
      moved = moved || best != own;
    }
  }
  return community;
}

// One node per community; what links its members becomes its own loop.
SparseRows aggregate(const SparseRows& graph, const Numbers& community, std::uint32_t count) {
  std::vector<Numbers> members(count);
  for (std::uint32_t i = 0; i < community.size(); ++i) members[community[i]].push_back(i);
  SparseRows out;
  out.columns = count;
  std::vector<double> sums(count, 0);
  for (const Numbers& nodes : members) {
    Numbers near;
    for (const std::uint32_t i : nodes) {
      for (const auto& cell : graph.row(i)) {
        const std::uint32_t other = community[cell.column];
        if (sums[other] == 0) near.push_back(other);
        sums[other] += double{cell.value};
      }
    }
    for (const std::uint32_t other : near) {
      out.cells.push_back({other, static_cast<float>(sums[other])});
      sums[other] = 0;
    }
    out.end_row();
  }
  return out;
}

}  // namespace

std::vector<std::uint32_t> communities(const SparseRows& graph, double resolution) {
  Numbers of_node(graph.rows());
  std::iota(of_node.begin(), of_node.end(), 0);
  SparseRows level = graph;
  for (;;) {
    Numbers community = move_nodes(level, resolution);
    const std::uint32_t count = renumber(community);
    for (std::uint32_t& node : of_node) node = community[node];
    if (count == level.rows()) break;
    level = aggregate(level, community, count);
  }
  return of_node;
}

}  // namespace vocmap
