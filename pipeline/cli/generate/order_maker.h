#pragma once

#include <cstdint>

#include "pipeline/cli/generate/schedule.h"
#include "pipeline/cli/generate/world.h"

namespace vocmap {

// Makes voc.orders: orders with their later steps, visits that are no exposure of an order line,
// and the hourly levels of lines whose exposure is a stock.
class OrderMaker {
 public:
  explicit OrderMaker(World& world) : world_(world) {}

  // The levels of a slot that begins an hour (or the span). Returns the number of records.
  std::int64_t make_levels(const Slot& slot, std::int64_t at_most);

  // One order or visit of the slot, 1 to 3 records but not more than `at_most` (> 0).
  std::int64_t make_order(const Slot& slot, std::int64_t at_most);

 private:
  struct Made {
    const Line* line;
    std::string order_id, customer_id;  // customer_id may be empty
  };
  void put(const Made& made, std::string_view event, EventTime at, bool promotion);
  void put_exposure(const Made& made, EventTime at, bool promotion);

  World& world_;
  std::int64_t next_id_ = 1;
};

}  // namespace vocmap
