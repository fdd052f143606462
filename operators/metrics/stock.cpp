#include "operators/metrics/stock.h"

#include <algorithm>

namespace vocmap {

void StockTimelines::add(const std::string& line, const StockValue& value) {
  std::vector<Point>& points = series_.edit({line, value.region, value.product});
  const auto rank = [](const Point& p) { return std::tie(p.at, p.order_id); };
  Point point{value.at, value.order_id, value.count};
  const auto place =
      std::lower_bound(points.begin(), points.end(), point,
                       [&](const Point& a, const Point& b) { return rank(a) < rank(b); });
  points.insert(place, std::move(point));
}

void StockTimelines::values_at(const std::string& line, EventTime end,
                               const std::function<void(const SeriesKey&, std::int64_t)>& visit) {
  series_.scan_prefix(
      [&](const SeriesKey& key, const std::vector<Point>& points) {
        const auto after = std::upper_bound(points.begin(), points.end(), end,
                                            [](EventTime t, const Point& p) { return t < p.at; });
        if (after == points.begin() || end - std::prev(after)->at > kCarry) return true;
        visit(key, std::prev(after)->count);
        return true;
      },
      line);
}

std::optional<std::int64_t> StockTimelines::at(const std::string& line, EventTime end,
                                               const std::string& region,
                                               const std::string& product) {
  std::optional<std::int64_t> whole, sum;
  values_at(line, end, [&](const SeriesKey& key, std::int64_t count) {
    const auto& [name, of_region, of_product] = key;
    if (!region.empty() && of_region != region) return;
    if (!product.empty() && of_product != product) return;
    sum = sum.value_or(0) + count;
    if (of_region == region && of_product == product) whole = count;
  });
  return whole ? whole : sum;
}

std::set<std::string> StockTimelines::values(const std::string& line, EventTime end,
                                             bool by_region) {
  std::set<std::string> values;
  values_at(line, end, [&](const SeriesKey& key, std::int64_t) {
    values.insert(by_region ? std::get<1>(key) : std::get<2>(key));
  });
  values.erase("");
  return values;
}

void StockTimelines::expire(EventTime horizon) {
  std::vector<SeriesKey> old;
  const EventTime oldest = horizon - kCarry;
  series_.scan_prefix([&](const SeriesKey& key, const std::vector<Point>& points) {
    if (!points.empty() && points.front().at < oldest) old.push_back(key);
    return true;
  });
  for (const SeriesKey& key : old) {
    std::vector<Point>& points = series_.edit(key);
    std::erase_if(points, [&](const Point& p) { return p.at < oldest; });
    if (points.empty()) series_.erase(key);
  }
}

}  // namespace vocmap
