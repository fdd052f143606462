#include "tests/simulation/model_broker.h"

#include <algorithm>
#include <stdexcept>

#include "pipeline/core/check.h"

namespace vocmap::simulation {
namespace {

constexpr std::int64_t kMostPerPortion = 6;

std::string text_of(TopicPartition partition) {
  return std::string{name_of(partition.topic)} + "/" + std::to_string(partition.partition);
}

void check_range(TopicPartition partition, const PartitionLog& log, std::int64_t offset) {
  if (offset >= log.begin() && offset <= log.end()) return;
  throw std::runtime_error(text_of(partition) + ": offset " + std::to_string(offset) +
                           " is out of range");
}

}  // namespace

ModelBroker::ModelBroker(ModelCluster& cluster, std::string instance_id, Hazards& hazards)
    : cluster_(cluster), instance_id_(std::move(instance_id)), hazards_(hazards) {
  session_ = cluster_.transactions().init(instance_id_);
}

std::span<const Record> ModelBroker::poll(std::chrono::milliseconds, std::size_t max_records) {
  hazards_.during("poll");
  delivered_.clear();
  keep_membership();
  std::vector<TopicPartition> sources;
  for (const auto& [source, reading] : reading_) sources.push_back(source);
  while (!sources.empty() && delivered_.size() < max_records) {
    const auto place = cluster_.random().below(static_cast<std::int64_t>(sources.size()));
    const TopicPartition source = sources[static_cast<std::size_t>(place)];
    sources.erase(sources.begin() + place);
    const auto portion = static_cast<std::size_t>(cluster_.random().between(0, kMostPerPortion));
    fetch(source, reading_.at(source), std::min(portion, max_records - delivered_.size()));
  }
  return delivered_;
}

bool ModelBroker::fetch(TopicPartition source, Reading& reading, std::size_t most) {
  if (most == 0) return false;
  const PartitionLog& log = cluster_.log(source);
  check_range(source, log, reading.next);
  bool any = false;
  for (; most > 0; --most, any = true) {
    const std::optional<std::int64_t> offset = log.next_visible(reading.next);
    if (!offset || *offset >= cluster_.readable_end(source)) break;
    delivered_.push_back(log.record(source, *offset));
    reading = {*offset + 1, false};
  }
  if (any || cluster_.held(source)) return any;
  reading = {log.stable_end(), true};
  return false;
}

void ModelBroker::start_at(TopicPartition source, std::int64_t offset) {
  hazards_.during("start_at");
  if (!owned_.contains(source)) return;
  reading_[source] = {offset == kFromBeginning ? cluster_.log(source).begin() : offset, false};
}

std::int64_t ModelBroker::position(TopicPartition source) {
  const auto found = reading_.find(source);
  return found == reading_.end() ? 0 : found->second.next;
}

bool ModelBroker::at_end(TopicPartition source) {
  const auto found = reading_.find(source);
  return found != reading_.end() && found->second.at_end;
}

std::optional<StoredPosition> ModelBroker::committed(TopicPartition source) {
  hazards_.during("committed");
  // The group learns of an outcome a moment after the partitions do.
  if (cluster_.random().one_in(8)) return std::nullopt;
  return cluster_.offsets().committed(source);
}

OffsetRange ModelBroker::offsets(TopicPartition partition) {
  hazards_.during("offsets");
  const PartitionLog& log = cluster_.log(partition);
  return {log.begin(), log.end()};
}

std::int32_t ModelBroker::partition_count(Topic topic) {
  return cluster_.partition_count(topic);
}

void ModelBroker::follow(TopicPartition changelog, std::int64_t from) {
  hazards_.during("follow");
  followed_[changelog] = {from == kFromBeginning ? cluster_.log(changelog).begin() : from, -1};
}

void ModelBroker::read_changelogs(std::chrono::milliseconds, std::size_t max_records,
                                  ChangelogVisitor& visitor) {
  hazards_.during("read_changelogs");
  std::vector<TopicPartition> changelogs;
  for (const auto& [changelog, following] : followed_) changelogs.push_back(changelog);
  for (const TopicPartition changelog : changelogs) {
    const auto portion = cluster_.random().between(0, 8 * kMostPerPortion);
    pass_on(changelog, std::min(static_cast<std::size_t>(portion), max_records), visitor);
  }
}

bool ModelBroker::pass_on(TopicPartition changelog, std::size_t most, ChangelogVisitor& visitor) {
  const PartitionLog& log = cluster_.log(changelog);
  for (; most > 0; --most) {
    const auto following = followed_.find(changelog);  // the visitor may end it
    if (following == followed_.end()) return false;
    check_range(changelog, log, following->second.next);
    const std::optional<std::int64_t> offset = log.next_visible(following->second.next);
    if (offset) {
      following->second.next = *offset + 1;
      visitor.on_change(log.record(changelog, *offset));
      continue;
    }
    following->second.next = log.stable_end();
    if (std::exchange(following->second.told_end, log.stable_end()) == log.stable_end())
      return false;
    visitor.on_end(changelog, log.stable_end());
    return true;
  }
  return false;
}

// What the answer says may have changed since.
std::optional<std::vector<GroupMember>> ModelBroker::members() {
  if (members_) return std::exchange(members_, std::nullopt);
  members_ = cluster_.group().members();
  return std::nullopt;
}

}  // namespace vocmap::simulation
