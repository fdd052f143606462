#include "pipeline/cli/generate/order_maker.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "pipeline/cli/generate/json_line.h"

namespace vocmap {
namespace {

constexpr std::array kRegions = {"north", "south", "west"};
constexpr std::array kRegionShares = {0.5, 0.3, 0.2};
// Levels are multiples of the 5-minute windows of a day, so that every window's part is whole.
constexpr std::int64_t kLevelUnit = 288;
constexpr double kContactRecords = 1.7;  // records per contact, see contact_maker.cpp
constexpr double kVisitShare = 0.10, kAnonymousShare = 0.02, kAggregatedShare = 0.01;

GeneratedRecord record_of(JsonLine& json, std::string key, EventTime at) {
  return {Topic::orders, std::move(key), json.finish(), at};
}

}  // namespace

std::int64_t OrderMaker::make_levels(const Slot& slot, std::int64_t at_most) {
  if (slot.start != world_.options.start &&
      floor_to(slot.start, std::chrono::hours{1}) != slot.start)
    return 0;
  const double days = static_cast<double>(world_.options.span.count()) / 86'400'000.0;
  const double contacts = static_cast<double>(world_.budget.contacts) / kContactRecords / days;
  std::int64_t made = 0;
  for (const LineShare& line : world_.mix.lines()) {
    if (!line.stock) continue;
    for (std::size_t r = 0; r < kRegions.size() && made < at_most; ++r, ++made) {
      const double level = world_.mix.stock_level(line, contacts) * kRegionShares[r];
      const std::int64_t value =
          (std::llround(level / static_cast<double>(kLevelUnit)) + 1) * kLevelUnit;
      const EventTime at = slot.start + std::chrono::seconds{1};
      const std::string id =
          fmt::format("level-{}-{}-{}", line.line->id, kRegions[r], at.ms / 1000);
      JsonLine json;
      json.id("order_id", id).id("event", "active").time("occurred_at", at);
      json.id("line", line.line->id).id("exposure_kind", name_of(line.line->exposure_kind));
      json.number("exposure_count", value).id("region", kRegions[r]);
      world_.truth.add_stock(line.line->id, kRegions[r], at, value);
      world_.arrivals.put(record_of(json, id, at), true, world_.truth);
    }
  }
  return made;
}

std::int64_t OrderMaker::make_order(const Slot& slot, std::int64_t at_most) {
  const LineShare& share = world_.mix.draw_line(world_.random);
  const EventTime at = world_.soon_after(slot.start, slot.end - slot.start);
  Made made{share.line, fmt::format("TK{:08}", next_id_++), world_.any_customer()};
  if (world_.random.chance(kAnonymousShare)) made.customer_id.clear();
  const bool is_visit = share.stock || world_.random.chance(kVisitShare);
  if (is_visit && share.line->exposure_kind != ExposureKind::visit) {
    put(made, "visit", at, slot.promotion);
    return 1;
  }
  put_exposure(made, at, slot.promotion);
  if (!made.customer_id.empty()) world_.remember(*made.line, {made.order_id, made.customer_id});
  const double fate = world_.random.unit();
  if (fate < 0.55 || at_most < 3) return 1;
  if (fate < 0.60) {
    put(made, "cancelled", world_.soon_after(at, std::chrono::hours{2}), slot.promotion);
    return 2;
  }
  const EventTime paid = world_.soon_after(at, std::chrono::minutes{5});
  put(made, "paid", paid, slot.promotion);
  if (fate < 0.85) return 2;
  put(made, "delivered", world_.soon_after(paid, std::chrono::hours{5}), slot.promotion);
  return 3;
}

void OrderMaker::put(const Made& made, std::string_view event, EventTime at, bool promotion) {
  JsonLine json;
  json.id("order_id", made.order_id).id("event", event).time("occurred_at", at);
  json.id("line", made.line->id);
  if (!made.customer_id.empty()) json.id("customer_id", made.customer_id);
  if (event == "visit") json.id("exposure_kind", "visit");
  if (promotion) json.raw("is_promotion", "true");
  const std::string& key = made.customer_id.empty() ? made.order_id : made.customer_id;
  world_.arrivals.put(record_of(json, key, at), true, world_.truth);
}

// The event that is exposure of the line's kind, sometimes for several orders at once.
void OrderMaker::put_exposure(const Made& made, EventTime at, bool promotion) {
  constexpr std::array kEvents = {"placed", "visit", "", "", "", "active"};
  const auto kind = made.line->exposure_kind;
  const bool aggregated = made.customer_id.empty() && world_.random.chance(kAggregatedShare * 10);
  const std::int64_t count = aggregated ? 2 + world_.random.below(4) : 1;
  JsonLine json;
  json.id("order_id", made.order_id).id("event", kEvents[static_cast<std::size_t>(kind)]);
  json.time("occurred_at", at).id("line", made.line->id);
  if (!made.customer_id.empty()) json.id("customer_id", made.customer_id);
  if (kind != ExposureKind::order) json.id("exposure_kind", name_of(kind));
  if (count != 1) json.number("exposure_count", count);
  json.number("revenue_minor", 1'900 + world_.random.below(60'000)).id("currency", "CNY");
  if (promotion) json.raw("is_promotion", "true");
  const std::string& key = made.customer_id.empty() ? made.order_id : made.customer_id;
  world_.truth.add_flow(made.line->id, at, world_.day_of(*made.line, at), count);
  world_.arrivals.put(record_of(json, key, at), true, world_.truth);
}

}  // namespace vocmap
