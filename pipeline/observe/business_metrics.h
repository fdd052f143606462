#pragma once

#include <prometheus/collectable.h>

#include <functional>
#include <string_view>
#include <vector>

namespace vocmap {

class LiveTable;

// The business gauges, read from the table at each scrape: the newest closed window of each line
// and size, the battle map, live precision, and the undecided emergent scenarios of each line. What
// is unknown has no sample. `owns` restricts them to lines, called from the scraping thread; empty
// means all. The table must outlive this.
class BusinessMetrics : public prometheus::Collectable {
 public:
  using OwnsLine = std::function<bool(std::string_view line)>;

  explicit BusinessMetrics(const LiveTable& table, OwnsLine owns = {});

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const LiveTable& table_;
  OwnsLine owns_;
};

}  // namespace vocmap
