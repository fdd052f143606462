#include "tests/simulation/release.h"

#include <algorithm>

namespace vocmap::simulation {

Release::Release(ModelCluster& cluster, const Scenario& scenario, std::vector<InputLine> lines)
    : cluster_(cluster), scenario_(scenario), lines_(std::move(lines)) {
  for (const InputLine& line : lines_) {
    if (cluster_.partition_count(line.topic) > 0) continue;
    cluster_.create(line.topic, scenario_.input_partitions);
    for (std::int32_t p = 0; p < scenario_.input_partitions; ++p) cluster_.hold({line.topic, p}, 0);
  }
  place_all();
  for (const auto& [partition, log] : cluster_.logs()) {
    if (is_input(partition.topic)) write(partition);
  }
}

void Release::place_all() {
  std::map<TopicPartition, std::int64_t> ends;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Topic topic = lines_[i].topic;
    const bool added = scenario_.change && scenario_.change->one_partition_more == topic &&
                       i >= scenario_.change->before_line;
    const std::int32_t partitions = scenario_.input_partitions + (added ? 1 : 0);
    const std::int64_t spread =
        scenario_.golden.any_order ? cluster_.random().below(partitions) : 0;
    const TopicPartition partition{topic, static_cast<std::int32_t>(spread)};
    places_.push_back({partition, ends[partition]++});
  }
}

void Release::write(TopicPartition partition) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (places_[i].partition == partition) cluster_.write(partition, lines_[i].value);
  }
}

void Release::add_partition(Topic topic) {
  const std::int32_t count = cluster_.partition_count(topic);
  if (count == 0) return;  // the case has no such input
  cluster_.create(topic, count + 1);
  cluster_.hold({topic, count}, 0);
  write({topic, count});
  if (cluster_.log({topic, count}).end() == 0) added_ = TopicPartition{topic, count};
}

void Release::advance(std::size_t limit) {
  limit = std::min(limit, lines_.size());
  if (released_ >= limit || !settled()) return;
  const std::size_t batch = scenario_.ahead == 0 ? limit : scenario_.ahead;
  for (; released_ < std::min(limit, settled_ + batch); ++released_) {
    cluster_.hold(places_[released_].partition, places_[released_].offset + 1);
  }
}

bool Release::passed(TopicPartition source, std::int64_t offset) const {
  const auto position = cluster_.offsets().committed(source);
  return position && position->next_offset.value_or(0) >= offset;
}

bool Release::read_by_intake() const {
  if (added_ && !cluster_.offsets().committed(*added_).value_or(StoredPosition{}).next_offset) {
    return false;
  }
  return std::all_of(places_.begin() + static_cast<std::ptrdiff_t>(settled_),
                     places_.begin() + static_cast<std::ptrdiff_t>(released_),
                     [this](const Place& p) { return passed(p.partition, p.offset + 1); });
}

bool Release::settled() {
  if (settled_ == released_ && !added_) return true;
  const std::int32_t partitions = cluster_.partition_count(Topic::journey_in);
  if (!journey_ends_) {
    if (!read_by_intake()) return false;
    journey_ends_.emplace();
    for (std::int32_t p = 0; p < partitions; ++p) {
      journey_ends_->push_back(cluster_.log({Topic::journey_in, p}).visible_end());
    }
  }
  for (std::int32_t p = 0; p < partitions; ++p) {
    if (!passed({Topic::journey_in, p}, (*journey_ends_)[static_cast<std::size_t>(p)]))
      return false;
  }
  journey_ends_.reset();
  added_.reset();
  settled_ = released_;
  return true;
}

}  // namespace vocmap::simulation
