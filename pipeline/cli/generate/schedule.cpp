#include "pipeline/cli/generate/schedule.h"

#include <algorithm>
#include <array>

namespace vocmap {
namespace {

constexpr Duration kSlot = std::chrono::minutes{10};
constexpr Duration kHour = std::chrono::hours{1};
constexpr Duration kDay = std::chrono::hours{24};
constexpr Duration kLocalOffset = std::chrono::hours{8};
constexpr double kPromotionOrders = 2.2;
constexpr std::array kHourOfDay = {0.35, 0.22, 0.15, 0.12, 0.12, 0.18, 0.35, 0.60,
                                   0.90, 1.20, 1.40, 1.45, 1.30, 1.15, 1.10, 1.15,
                                   1.20, 1.25, 1.35, 1.55, 1.70, 1.60, 1.20, 0.70};

}  // namespace

std::vector<Slot> make_schedule(EventTime start, Duration span) {
  const EventTime end = start + span;
  const EventTime promotion = floor_to(start + span * 6 / 10, kDay);
  std::vector<Slot> slots;
  for (EventTime t = start; t < end; t = slots.back().end) {
    Slot slot{t, std::min(floor_to(t, kSlot) + kSlot, end)};
    const EventTime local = t + kLocalOffset;
    const auto hour = static_cast<std::size_t>((local - floor_to(local, kDay)) / kHour);
    slot.promotion = floor_to(t, kDay) == promotion;
    slot.profile = kHourOfDay[hour] * (slot.promotion ? kPromotionOrders : 1.0) *
                   static_cast<double>((slot.end - slot.start).count()) /
                   static_cast<double>(kSlot.count());
    slots.push_back(slot);
  }
  return slots;
}

}  // namespace vocmap
