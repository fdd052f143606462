#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/kafka/cluster_view.h"
#include "pipeline/kafka/partition_reader.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

// Reads what topics hold now, for commands: committed records only, outside any group. Every call
// throws KafkaError when the cluster does not answer, or nothing comes, for a minute.
class StoredRecords {
 public:
  using Visit = std::function<void(const Record&)>;

  // `topics` must outlive it.
  StoredRecords(const KafkaProperties& properties, const std::string& application,
                const TopicNames& topics);

  std::int32_t partition_count(Topic topic);  // 0: the topic does not exist
  std::int64_t begin_offset(TopicPartition partition);

  // Visits every record of the topic up to its present end, in offset order per partition; with
  // `since`, from the first one on whose timestamp is not before it. Waits for transactions that
  // are open there. `done`, when set, hears the share of the offsets that are behind.
  void read(Topic topic, const Visit& visit, std::optional<EventTime> since = {},
            const std::function<void(double)>& done = {});

  // Visits the records at these offsets, sorted and not before the partition's begin. An offset at
  // which no record stands any more is passed over.
  using Offsets = std::map<TopicPartition, std::vector<std::int64_t>>;
  void find(const Offsets& offsets, const Visit& visit);

 private:
  Patience patience() const;
  void read_until(const std::function<bool()>& done, const Visit& visit,
                  const PartitionReader::OnEnd& at_end);

  const TopicNames& topics_;
  ClusterView cluster_;
  PartitionReader reader_;
};

}  // namespace vocmap
