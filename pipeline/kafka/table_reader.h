#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/core/record.h"
#include "pipeline/kafka/options.h"
#include "schemas/time.h"

namespace vocmap {

// Reads all of some compacted topics from their beginning and then follows them, on a thread of
// its own that ends with this object. Only committed records are applied.
class TableReader {
 public:
  // `apply` runs on the reader's thread; a tombstone deletes its key. Of the topics in `since`
  // reading starts at the first record with that timestamp or a later one.
  TableReader(const KafkaOptions& options, std::vector<Topic> topics,
              std::function<void(const Record&)> apply, std::map<Topic, EventTime> since = {});

  // Whether everything that was committed when the reader started has been applied.
  bool caught_up() const { return caught_up_; }

 private:
  void follow(const std::stop_token& stop);

  KafkaOptions options_;
  std::vector<Topic> topics_;
  std::function<void(const Record&)> apply_;
  std::map<Topic, EventTime> since_;
  std::atomic<bool> caught_up_ = false;
  std::jthread thread_;
};

}  // namespace vocmap
