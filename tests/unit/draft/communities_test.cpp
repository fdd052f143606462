#include "pipeline/cli/draft/communities.h"

#include <gmock/gmock.h>

#include <set>
#include <tuple>

namespace vocmap {
namespace {

using Edge = std::tuple<std::uint32_t, std::uint32_t, float>;

SparseRows graph_of(std::size_t nodes, const std::vector<Edge>& edges) {
  SparseRows graph;
  graph.columns = nodes;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    for (const auto& [a, b, weight] : edges) {
      if (a == i) graph.cells.push_back({b, weight});
      if (b == i) graph.cells.push_back({a, weight});
    }
    graph.end_row();
  }
  return graph;
}

// Three triangles in a chain, and a node that nothing links.
SparseRows triangles() {
  return graph_of(10, {{0, 1, 1},
                       {1, 2, 1},
                       {0, 2, 1},
                       {3, 4, 1},
                       {4, 5, 1},
                       {3, 5, 1},
                       {6, 7, 1},
                       {7, 8, 1},
                       {6, 8, 1},
                       {2, 3, .2F},
                       {5, 6, .2F}});
}

TEST(Communities, what_is_densely_linked_is_one) {
  EXPECT_THAT(communities(triangles(), 1), testing::ElementsAre(0, 0, 0, 1, 1, 1, 2, 2, 2, 3));
}

TEST(Communities, a_low_resolution_unites_and_a_high_one_splits) {
  EXPECT_THAT(communities(triangles(), 0.02), testing::ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  const auto apart = communities(triangles(), 50);
  EXPECT_EQ(std::set<std::uint32_t>(apart.begin(), apart.end()).size(), 10U);
}

TEST(Communities, nodes_without_links_stand_alone) {
  EXPECT_THAT(communities(graph_of(3, {}), 1), testing::ElementsAre(0, 1, 2));
  EXPECT_TRUE(communities(graph_of(0, {}), 1).empty());
}

}  // namespace
}  // namespace vocmap
