#include <algorithm>

#include "operators/journey.h"

// What time alone changes: state that is cleaned, contacts that were opened too long ago, journeys
// that settle.

namespace vocmap {
namespace {

// State of contacts and orders outlives its last use by the span of a contact and of lateness.
constexpr Duration kKeep = std::chrono::days{30} + kContactSpan;

// A customer's state is cleaned at most once a day.
constexpr Duration kTimerStep = std::chrono::days{1};

}  // namespace

CustomerState& Journey::edit_customer(const std::string& customer_key, EventTime event_time) {
  CustomerState& customer = customers_.edit({customer_key});
  if (!customer.expiry) {
    customer.expiry =
        floor_to(std::max(event_time, watermark_) + kKeep + rules_.lateness, kTimerStep) +
        kTimerStep;
    set_timer({*customer.expiry, customer_key, ""});
  }
  return customer;
}

void Journey::set_timer(const TimerKey& timer) {
  timers_.edit(timer) = true;
  first_timer_ = std::min(first_timer_, std::get<0>(timer));
  if (std::get<0>(timer) < fired_until_) due_.insert(timer);
}

// Each at its own time, however far the watermark jumps: what one does may set another, and what it
// changes is told before the cells become final. The store is never read from its beginning:
// deleted keys gather there, and an iterator walks over them.
void Journey::fire_timers(EventTime watermark, Outbox& out) {
  timers_.scan_range(std::tuple{std::exchange(first_timer_, watermark)}, std::tuple{watermark},
                     [&](const TimerKey& key, bool) {
                       due_.insert(key);
                       return true;
                     });
  fired_until_ = watermark;
  while (!due_.empty()) {
    const TimerKey timer = due_.extract(due_.begin()).value();
    timers_.erase(timer);
    const auto& [at, customer_key, contact_id] = timer;
    watermark_ = std::max(watermark_, at + kTick);
    if (contact_id.empty()) {
      wake_customer(customer_key, out);
    } else {
      judge_too_old({customer_key, contact_id}, out);
    }
  }
  fired_until_ = EventTime::min();
  first_timer_ = watermark;
}

// From here on every record inside 24 h of the opening would be late, so the verdict is final.
void Journey::judge_too_old(const ContactKey& key, Outbox& out) {
  const ContactState* known = contacts_.find(key);
  if (!known || fold_contact(*known).in_time) return;
  for (ContactRecord& record : contacts_.edit(key).records) {
    if (std::exchange(record.reported, true)) continue;
    JourneyRecord late;
    late.topic = Topic::contacts;
    late.event = record.event;
    send_late(late, LateReason::opened_too_old, out);
  }
}

// A timer of a customer is for cleaning, for journeys that settle, or for both.
void Journey::wake_customer(const std::string& customer_key, Outbox& out) {
  const CustomerState* customer = customers_.find({customer_key});
  if (!customer) return;
  if (customer->has_history) evaluate_contacts(customer_key, out);
  if (customer->expiry && *customer->expiry < watermark_) clean_customer(customer_key);
}

void Journey::clean_customer(const std::string& customer_key) {
  CustomerState& customer = customers_.edit({customer_key});
  const EventTime oldest = watermark_ - kKeep - rules_.lateness;
  std::erase_if(customer.orders,
                [&](const OrderEntry& o) { return o.last_at < oldest - kOrderSpan; });
  std::erase_if(customer.contacts, [&](const ContactRef& ref) {
    if (ref.opened_at >= oldest) return false;
    const ContactKey key{customer_key, ref.contact_id};
    if (contacts_.find(key)) keep_unread(key, contacts_.edit(key), 0);
    contacts_.erase(key);
    return true;
  });
  std::erase_if(customer.corrections, [&](const auto& entry) {
    return entry.second.at < oldest && !contacts_.find({customer_key, entry.first});
  });
  customer.expiry.reset();
  const bool ages = !customer.orders.empty() || !customer.contacts.empty() ||
                    !customer.corrections.empty() || customer.has_history;
  if (!ages && customer.references.empty()) {
    customers_.erase({customer_key});
  } else if (ages) {
    edit_customer(customer_key, watermark_);
  }
}

}  // namespace vocmap
