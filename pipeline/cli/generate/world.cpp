#include "pipeline/cli/generate/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vocmap {
namespace {

std::int64_t part(std::int64_t events, double share) {
  return std::llround(static_cast<double>(events) * share);
}

}  // namespace

Budget make_budget(const GenerateOptions& options) {
  Budget b{};
  b.late = options.span > std::chrono::hours{26} ? part(options.events, options.late_share) : 0;
  b.duplicates = part(options.events, options.duplicate_share);
  b.conflicts = part(options.events, options.conflicting_share);
  b.bad = part(options.events, options.bad_share);
  const std::int64_t base = options.events - b.late - b.duplicates - b.conflicts - b.bad;
  b.orders = part(base, options.order_share);
  b.contacts = (base - b.orders) * 9 / 10;
  b.others = base - b.orders - b.contacts;
  return b;
}

World::World(const GenerateOptions& o, const Taxonomy& taxonomy, const TextPool& texts)
    : options(o),
      budget(make_budget(o)),
      end(o.start + o.span),
      emergence(o.start + o.span * 5 / 8),
      index(taxonomy),
      mix(index.taxonomy(), texts, o.none_share),
      has_slots(texts.has_slots),
      random(o.seed),
      arrivals(budget.orders + budget.contacts, budget.duplicates, budget.conflicts, o.seed + 1),
      recent_(taxonomy.lines.size()),
      recent_next_(taxonomy.lines.size()) {}

EventTime World::soon_after(EventTime from, Duration longest) {
  const Duration room = std::min(longest, end - from - Duration{1});
  return room <= Duration{0} ? from : from + Duration{random.below(room.count())};
}

std::string World::any_customer() {
  return fmt::format("u{:06}", random.below(options.customers));
}

void World::remember(const Line& line, RecentOrder order) {
  const std::size_t at = index.position_of(line);
  if (recent_[at].size() < kRecent) {
    recent_[at].push_back(std::move(order));
  } else {
    recent_[at][recent_next_[at]++ % kRecent] = std::move(order);
  }
}

const RecentOrder* World::recall(const Line& line) {
  const std::vector<RecentOrder>& orders = recent_[index.position_of(line)];
  if (orders.empty()) return nullptr;
  return &orders[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(orders.size())))];
}

}  // namespace vocmap
