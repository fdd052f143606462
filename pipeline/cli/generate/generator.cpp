#include "pipeline/cli/generate/generator.h"

#include <optional>
#include <utility>

#include "pipeline/cli/generate/contact_maker.h"
#include "pipeline/cli/generate/order_maker.h"
#include "pipeline/cli/generate/schedule.h"
#include "pipeline/cli/generate/side_maker.h"
#include "pipeline/cli/generate/world.h"

namespace vocmap {
namespace {

constexpr Duration kLateness = std::chrono::hours{24};
constexpr Duration kLateWithin = std::chrono::minutes{10};

// How many of `total` records fall before a point of the schedule.
std::int64_t due(std::int64_t total, double weight, double weights) {
  return static_cast<std::int64_t>(static_cast<double>(total) * (weight / weights));
}

}  // namespace

// Walks the schedule slot by slot; each slot makes the records that are due by its end.
class EventGenerator::Plan {
 public:
  Plan(const GenerateOptions& options, const Taxonomy& taxonomy, const TextPool& texts)
      : world(options, taxonomy, texts), slots_(make_schedule(options.start, options.span)) {
    for (const Slot& slot : slots_) {
      order_weights_ += slot.profile;
      contact_weights_ += contact_weight(slot);
    }
  }

  bool next(GeneratedRecord& record) {
    while (slot_ < slots_.size() && !world.arrivals.has_before(slots_[slot_].start)) make_slot();
    if (world.arrivals.empty()) return false;
    record = world.arrivals.take();
    return true;
  }

  World world;
  ContactMaker contacts{world};
  OrderMaker orders{world};
  SideMaker sides{world, contacts};
  std::optional<std::vector<GeneratedRecord>> late;

 private:
  double contact_weight(const Slot& slot) const {
    return slot.profile * world.mix.intensity(slot.promotion);
  }

  void make_slot() {
    const Slot& slot = slots_[slot_++];
    const Budget& all = world.budget;
    order_weight_ += slot.profile;
    contact_weight_ += contact_weight(slot);
    const bool last = slot_ == slots_.size();
    const auto by_orders = [&](std::int64_t total) {
      return last ? total : due(total, order_weight_, order_weights_);
    };
    const std::int64_t contacts_due =
        last ? all.contacts : due(all.contacts, contact_weight_, contact_weights_);
    orders_ += orders.make_levels(slot, all.orders - orders_);
    while (orders_ < by_orders(all.orders))
      orders_ += orders.make_order(slot, all.orders - orders_);
    while (contacts_ < contacts_due) {
      contacts_ += contacts.make_contact(slot, all.contacts - contacts_);
    }
    for (; others_ < by_orders(all.others); ++others_) sides.make_other(slot);
    for (; bad_ < by_orders(all.bad); ++bad_) sides.make_bad(slot);
  }

  std::vector<Slot> slots_;
  std::size_t slot_ = 0;
  double order_weights_ = 0, contact_weights_ = 0, order_weight_ = 0, contact_weight_ = 0;
  std::int64_t orders_ = 0, contacts_ = 0, others_ = 0, bad_ = 0;
};

EventGenerator::EventGenerator(const GenerateOptions& options, const Taxonomy& taxonomy,
                               const TextPool& texts)
    : plan_(std::make_unique<Plan>(options, taxonomy, texts)) {}

EventGenerator::~EventGenerator() = default;

bool EventGenerator::next(GeneratedRecord& record) {
  return plan_->next(record);
}

const std::vector<GeneratedRecord>& EventGenerator::late_records() {
  if (!plan_->late) plan_->late = plan_->sides.make_late();
  return *plan_->late;
}

EventTime EventGenerator::late_after() const {
  return plan_->world.options.start + kLateWithin + kLateness;
}

const PlantedTruth& EventGenerator::truth() const {
  return plan_->world.truth;
}

}  // namespace vocmap
