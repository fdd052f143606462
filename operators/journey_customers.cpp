#include <algorithm>

#include "operators/journey.h"
#include "operators/journey/evaluate_history.h"
#include "operators/journey/evaluate_orders.h"
#include "operators/journey/surveys.h"

// What is known of a customer as a whole: contacts among each other, journeys, orders, surveys.

namespace vocmap {

CustomerHistory& Journey::edit_history(const std::string& customer_key) {
  customers_.edit({customer_key}).has_history = true;
  touched_customers_[customer_key] = true;
  return histories_.edit({customer_key});
}

void Journey::take_survey(const std::string& customer_key, const Survey& survey) {
  edit_customer(customer_key, survey.occurred_at);
  insert_survey(edit_history(customer_key), make_survey(survey));
}

// A contact that no history keeps any more comes back into none.
void Journey::remember(const ContactKey& key, const ContactState& contact, const ContactView& view,
                       const Decision& decision, const CustomerState& customer) {
  const auto& [customer_key, contact_id] = key;
  const CustomerHistory* history = customer.has_history ? histories_.find({customer_key}) : nullptr;
  const KeptContact* before = history ? find_contact(*history, contact_id) : nullptr;
  if (!before && view.opened_at <= watermark_ - kHistoryKept - rules_.lateness) return;
  const std::optional<OrderMatch> match = match_order(customer, view);
  KeptContact now;
  now.fact = make_contact_fact(contact_id, customer_key, contact, view, decision, customer);
  now.order_inferred = match && match->inferred;
  now.steps = steps_of(contact);
  if (before && same_reading(*before, now)) return;
  auto& contacts = edit_history(customer_key).contacts;
  const auto place = std::lower_bound(
      contacts.begin(), contacts.end(), contact_id,
      [](const KeptContact& c, const std::string& id) { return c.fact.contact_id < id; });
  if (before) {
    now.told = std::move(place->told);
    now.told_cost = std::move(place->told_cost);
    *place = std::move(now);
  } else {
    contacts.insert(place, std::move(now));
  }
}

void Journey::evaluate_orders_of(const std::string& customer_key) {
  CustomerState& customer = customers_.edit({customer_key});
  Tell tell{taxonomies_, watermark_, rules_.lateness, deltas_};
  evaluate_orders(customer, customer.has_history ? histories_.find({customer_key}) : nullptr,
                  taxonomies_, tell);
}

// Whether contacts and journeys read anything else from the orders than when they were evaluated.
bool Journey::saw_other_orders(const std::string& customer_key) {
  const CustomerState& customer = *customers_.find({customer_key});
  if (!customer.has_history) return false;
  const CustomerHistory& history = *histories_.find({customer_key});
  return hash_of_orders(history, customer) != history.orders_hash;
}

// Its timer is set when it is another than before; an earlier one may look in vain.
void Journey::evaluate_contacts(const std::string& customer_key, Outbox& out) {
  const CustomerState& customer = *customers_.find({customer_key});
  if (!customer.has_history) return;
  CustomerHistory& history = histories_.edit({customer_key});
  const std::optional<EventTime> wake = history.wake;
  Tell tell{taxonomies_, watermark_, rules_.lateness, deltas_};
  evaluate_history(history,
                   {customer_key, customer, taxonomies_, watermark_, rules_.lateness,
                    rules_.rate_card ? &*rules_.rate_card : nullptr},
                   tell, out);
  if (!history.wake) {
    histories_.erase({customer_key});
    customers_.edit({customer_key}).has_history = false;
  } else if (history.wake != wake) {
    set_timer({*history.wake - kTick, customer_key, ""});
  }
}

}  // namespace vocmap
