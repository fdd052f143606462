#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/cli/generate/generator.h"
#include "pipeline/cli/generate/random.h"

namespace vocmap {

// Records that wait for their time of arrival: event time + up to 20 s. Also plants the
// duplicates: exact copies and, as conflicts, copies with another payload, after the original.
class ArrivalQueue {
 public:
  // Of every `records` records of contacts and orders, `duplicates` and `conflicts` are copied.
  ArrivalQueue(std::int64_t records, std::int64_t duplicates, std::int64_t conflicts,
               std::uint64_t seed);

  // `copies`: the record may be copied; it is one of the `records`.
  void put(GeneratedRecord record, bool copies, PlantedTruth& truth);

  bool has_before(EventTime t) const { return !order_.empty() && order_.front().arrival < t; }
  bool empty() const { return order_.empty(); }
  GeneratedRecord take();

 private:
  struct Waiting {
    EventTime arrival;
    std::uint64_t number;
    std::size_t place;
  };
  static bool later(const Waiting& a, const Waiting& b);
  void queue(GeneratedRecord record, EventTime arrival);
  std::optional<GeneratedRecord> copy_of(const GeneratedRecord& record, TopicTruth& topic);

  std::int64_t records_, duplicates_, conflicts_, seen_ = 0, copied_ = 0;
  Random random_;
  std::uint64_t next_number_ = 0;
  std::vector<Waiting> order_;  // heap, earliest first
  std::vector<GeneratedRecord> places_;
  std::vector<std::size_t> free_;
};

}  // namespace vocmap
