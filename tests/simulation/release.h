#pragma once

#include <optional>
#include <vector>

#include "tests/simulation/model_cluster.h"
#include "tests/simulation/scenario.h"

namespace vocmap::simulation {

// Writes the lines to the inputs and makes them readable in their order, a batch when the one
// before was read by INTAKE and what became of it by JOURNEY. So a verdict that depends on the
// order of arrival can be compared between any layouts.
class Release {
 public:
  Release(ModelCluster& cluster, const Scenario& scenario, std::vector<InputLine> lines);

  // Makes the next batch readable when the one before has settled; nothing from `limit` on.
  void advance(std::size_t limit);
  // Adds the partition of the scenario's change, with its part of the lines.
  void add_partition(Topic topic);

  std::size_t released() const { return released_; }
  std::size_t lines() const { return lines_.size(); }
  // Everything readable was read, and JOURNEY has taken it.
  bool settled();

 private:
  struct Place {
    TopicPartition partition;
    std::int64_t offset = 0;
  };

  void place_all();
  void write(TopicPartition partition);
  bool read_by_intake() const;
  bool passed(TopicPartition source, std::int64_t offset) const;

  ModelCluster& cluster_;
  const Scenario scenario_;
  const std::vector<InputLine> lines_;
  std::vector<Place> places_;  // of each line
  std::size_t released_ = 0;
  std::size_t settled_ = 0;
  std::optional<TopicPartition> added_;  // an empty one, of which JOURNEY has not heard yet
  // What JOURNEY must have taken; unknown until INTAKE has read.
  std::optional<std::vector<std::int64_t>> journey_ends_;
};

}  // namespace vocmap::simulation
