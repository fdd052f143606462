#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/core/ledger.h"

namespace vocmap {

// The committed ledgers of the tasks that this instance owns. Thread-safe; workers write after
// each commit, with numbers that count from a partition's first record. The API and the summary
// at the end of a run read those; Prometheus gets vocmap_ledger_records_total counted from the
// start of this process, so that a task which moves between instances is counted once.
class LedgerView : public prometheus::Collectable {
 public:
  struct Row {
    std::string topic;
    std::int32_t partition = 0;
    SourceLedger source;
    ReceivedLedger received;  // the sum over the JOURNEY tasks of this instance
  };
  struct Snapshot {
    std::vector<Row> rows;       // by topic, then partition
    std::int64_t in_flight = 0;  // forwarded - received; meaningful where one instance owns all
  };

  // The partition exists: its series start at 0, since the increase of a series that starts with
  // a number lacks that number.
  void begin(std::string_view topic, std::int32_t partition);

  void set_source(std::string_view topic, std::int32_t partition, const SourceLedger& ledger);
  void set_received(std::int32_t journey_partition, std::string_view topic, std::int32_t partition,
                    const ReceivedLedger& ledger);

  // What a task brings along when it is assigned: shown, but not counted by this process.
  void restore_source(std::string_view topic, std::int32_t partition, const SourceLedger& ledger);
  void restore_received(std::int32_t journey_partition, std::string_view topic,
                        std::int32_t partition, const ReceivedLedger& ledger);

  // The task left this instance; what it did here stays counted.
  void forget_source(std::string_view topic, std::int32_t partition);
  void forget_journey(std::int32_t journey_partition);

  Snapshot snapshot() const;
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  using Source = std::pair<std::string, std::int32_t>;

  mutable std::mutex mutex_;
  std::map<Source, SourceLedger> sources_;
  std::map<std::pair<std::int32_t, Source>, ReceivedLedger> received_;  // by JOURNEY partition
  std::map<Source, SourceLedger> counted_sources_;                      // by this process
  std::map<Source, ReceivedLedger> counted_received_;
};

}  // namespace vocmap
