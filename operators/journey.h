#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "operators/enrich/customer_state.h"
#include "operators/journey/agent_hour.h"
#include "operators/journey/customer_history.h"
#include "operators/journey/deduplicate.h"
#include "operators/metrics/line_deltas.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/runtime/stage.h"
#include "schemas/rate_card.h"
#include "schemas/reasons.h"

namespace vocmap {

struct JourneyRules {
  Duration lateness = std::chrono::hours{24};
  Duration horizon = std::chrono::hours{24};  // of contacts, exposure and service_rate
  int wanted_precision = 80;                  // percent, see Decision
  std::optional<RateCard> rate_card = std::nullopt;
};

// JOURNEY, keyed by customer:
//   late? -> duplicate? -> fold the contact / join order and reference data -> decide the scenario
//   -> enriched contacts -> the customer's journeys -> signed deltas for MAP.
// Activity is keyed by agent, and takes a shorter way: hours of an agent -> signed deltas.
// Contacts that a record touched are evaluated once per flush, from all their records, and then
// each of their customers, from all contacts.
class Journey final : public KeyedStage {
 public:
  // `taxonomies` must outlive it.
  Journey(const TaxonomyHistory& taxonomies, JourneyRules rules, TaskState& state);

  void on_record(std::string_view key, std::string_view body, Outbox& out) override;
  void on_watermark(EventTime watermark, Outbox& out) override;
  void flush(Outbox& out) override;
  void publish(Extent, Outbox&) override {}
  void resume(EventTime watermark) override;
  void report(
      const std::function<void(Topic, std::int32_t, const ReceivedLedger&)>& visit) override;

 private:
  using ContactKey = std::tuple<std::string, std::string>;  // customer key, contact id
  using AgentHourKey = std::tuple<EventTime, std::string>;  // start, agent
  using SourceKey = std::tuple<Topic, std::int32_t>;
  using TimerKey = std::tuple<EventTime, std::string, std::string>;  // contact id empty: customer

  static constexpr Duration kTick{1};  // a timer fires when the watermark has passed it

  void take(const std::string& customer_key, JourneyRecord& record);
  void take_contact(const std::string& customer_key, JourneyRecord& record);
  void take_order(const std::string& customer_key, const Order& order, const DeduplicationKey& key);
  void take_exposure(const Order& order);
  void add_exposure_parts(const Order& order, std::int64_t count);
  void take_survey(const std::string& customer_key, const Survey& survey);
  void take_activity(const std::string& agent, const AgentActivity& activity,
                     const DeduplicationKey& key);
  void take_reference(const std::string& customer_key, const Customer& customer, bool tombstone);
  void touch_contacts(const std::string& customer_key, const CustomerState& customer);
  void mark_feed(const std::string& line, std::optional<Channel> channel, EventTime at);
  CustomerState& edit_customer(const std::string& customer_key, EventTime event_time);
  CustomerHistory& edit_history(const std::string& customer_key);

  void evaluate(const ContactKey& key, Outbox& out);
  void recount(const ContactKey& key, ContactState& contact, const ContactView& view,
               const Decision& decision);
  void offer(const ContactKey& key, ContactState& contact, const ContactView& view,
             const Decision& decision);
  void relabel(ContactState& contact, const ContactView& view, const Decision& decision,
               const Correction* correction);
  void remember(const ContactKey& key, const ContactState& contact, const ContactView& view,
                const Decision& decision, const CustomerState& customer);
  void evaluate_orders_of(const std::string& customer_key);
  bool saw_other_orders(const std::string& customer_key);
  void evaluate_contacts(const std::string& customer_key, Outbox& out);
  void evaluate_hour(const AgentHourKey& key);
  void keep_unread(const ContactKey& key, ContactState& contact, std::uint64_t taxonomy_hash);
  void touch_readable();
  void take_feedback(const std::string& customer_key, const Feedback& feedback);
  void take_verdict(const Feedback& feedback);
  bool is_final(const std::optional<CountedCell>& cell) const;
  void send_late(const JourneyRecord& record, LateReason reason, Outbox& out);

  void set_timer(const TimerKey& timer);
  void fire_timers(EventTime watermark, Outbox& out);
  void wake_customer(const std::string& customer_key, Outbox& out);
  void clean_customer(const std::string& customer_key);
  void forget_hours(EventTime watermark);
  void judge_too_old(const ContactKey& key, Outbox& out);

  const TaxonomyHistory& taxonomies_;
  const JourneyRules rules_;
  EventTime watermark_ = EventTime::min();

  Deduplicate deduplicate_;
  Store<std::tuple<std::string>, CustomerState> customers_;
  Store<ContactKey, ContactState> contacts_;
  Store<SourceKey, ReceivedLedger> ledger_;
  Store<TimerKey, bool> timers_;
  Store<ContactKey, std::uint64_t> unread_;  // hash of the taxonomy file that is not known yet
  Store<std::tuple<std::string>, CustomerHistory> histories_;
  Store<AgentHourKey, AgentHour> agent_hours_;
  EventTime first_timer_ = EventTime::min();  // no timer is earlier
  std::set<TimerKey> due_;                    // while timers fire: those before `fired_until_`
  EventTime fired_until_ = EventTime::min();

  LineDeltas deltas_;
  std::set<ContactKey> touched_;
  std::map<std::string, bool> touched_customers_;  // whether more than their orders changed
  std::set<AgentHourKey> touched_hours_;
  EventTime hours_from_ = EventTime::min();  // no agent's hour is kept that is earlier
  std::uint32_t newest_version_ = 0;  // of the taxonomy, at the last flush; 0: none since resume()
};

}  // namespace vocmap
