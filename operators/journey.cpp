#include "operators/journey.h"

#include <xxhash.h>

#include <algorithm>

#include "operators/catalogue/catalogue.h"
#include "operators/enrich/write_enriched.h"
#include "pipeline/core/check.h"
#include "schemas/json_writer.h"
#include "schemas/utf8.h"

namespace vocmap {
Journey::Journey(const TaxonomyHistory& taxonomies, JourneyRules rules, TaskState& state)
    : taxonomies_(taxonomies),
      rules_(rules),
      deduplicate_(state),
      customers_(state),
      contacts_(state),
      ledger_(state),
      timers_(state),
      unread_(state),
      histories_(state),
      agent_hours_(state) {}

void Journey::resume(EventTime watermark) {
  watermark_ = watermark;
  first_timer_ = EventTime::min();
  touched_.clear();
  touched_customers_.clear();
  touched_hours_.clear();
  hours_from_ = EventTime::min();
  due_.clear();
  newest_version_ = 0;
  deltas_.clear();
  deduplicate_.resume();
}

void Journey::on_record(std::string_view key, std::string_view body, Outbox& out) {
  std::optional<JourneyRecord> record = decode<JourneyRecord>(body);
  CHECK(record.has_value(), "a record of the journey topic is unreadable");
  ReceivedLedger& ledger = ledger_.edit({record->topic, record->partition});
  ++ledger.received;
  const EventTime at = std::visit([](const auto& e) { return event_time(e); }, record->event);
  if (!drives_watermark(record->topic)) {  // reference data is never late and replaces itself
    ++ledger.counted;
    return take(std::string{key}, *record);
  }
  if (at + rules_.lateness <= watermark_) {
    ++ledger.late;
    return send_late(*record, LateReason::late, out);
  }
  switch (deduplicate_.check(at, record->key, record->payload_hash)) {
    case Deduplicate::Verdict::duplicate:
      ++ledger.duplicate;
      return;
    case Deduplicate::Verdict::conflicting:
      ++ledger.conflicting;
      return;
    case Deduplicate::Verdict::fresh:
      break;
  }
  ++ledger.counted;
  take(std::string{key}, *record);
}

void Journey::take(const std::string& customer_key, JourneyRecord& record) {
  if (std::holds_alternative<Contact>(record.event)) {
    take_contact(customer_key, record);
  } else if (const auto* order = std::get_if<Order>(&record.event)) {
    take_exposure(*order);
    if (order->customer_id) take_order(customer_key, *order, record.key);
  } else if (const auto* survey = std::get_if<Survey>(&record.event)) {
    take_survey(customer_key, *survey);
  } else if (const auto* customer = std::get_if<Customer>(&record.event)) {
    take_reference(customer_key, *customer, record.tombstone);
  } else if (const auto* feedback = std::get_if<Feedback>(&record.event)) {
    take_feedback(customer_key, *feedback);
  } else if (const auto* activity = std::get_if<AgentActivity>(&record.event)) {
    take_activity(customer_key, *activity, record.key);
  }
  // Projects are in the ledger; no metric reads them yet.
}

void Journey::take_contact(const std::string& customer_key, JourneyRecord& record) {
  auto& event = std::get<Contact>(record.event);
  mark_feed(event.line, event.channel, event.occurred_at);
  const ContactKey key{customer_key, event.contact_id};
  CustomerState& customer = edit_customer(customer_key, event.occurred_at);
  const auto known =
      std::find_if(customer.contacts.begin(), customer.contacts.end(),
                   [&](const ContactRef& r) { return r.contact_id == event.contact_id; });
  if (known == customer.contacts.end()) {
    customer.contacts.push_back({event.contact_id, event.occurred_at});
  }
  insert_record(contacts_.edit(key), {std::move(event), record.key, std::move(record.evidence),
                                      std::move(record.language), false});
  touched_.insert(key);
}

void Journey::take_order(const std::string& customer_key, const Order& order,
                         const DeduplicationKey& key) {
  if (order.event == OrderEvent::visit || order.event == OrderEvent::active) return;
  CustomerState& customer = edit_customer(customer_key, order.occurred_at);
  add_order(customer, order, key);
  touched_customers_.try_emplace(customer_key, false);
  touch_contacts(customer_key, customer);
}

void Journey::take_exposure(const Order& order) {
  const Line* line = taxonomies_.at(order.occurred_at).line(order.line);
  if (!line) return;
  const ExposureKind kind = order.exposure_kind.value_or(
      order.event == OrderEvent::visit ? ExposureKind::visit : ExposureKind::order);
  if (kind != line->exposure_kind) return;
  const std::int64_t count = order.exposure_count.value_or(1);
  switch (kind) {
    case ExposureKind::order:
      if (order.event != OrderEvent::placed) return;
      break;
    case ExposureKind::visit:
      if (order.event != OrderEvent::visit) return;
      break;
    case ExposureKind::play:
      if (order.event != OrderEvent::active) return;
      break;
    case ExposureKind::active_user:
    case ExposureKind::installed_base:
    case ExposureKind::card:
      deltas_.add_stock(order.line, {order.region.value_or(""), order.product_id.value_or(""),
                                     order.occurred_at, order.order_id, count});
      return mark_feed(order.line, std::nullopt, order.occurred_at);
  }
  deltas_.add_exposure(order.line, order.occurred_at, count);
  if (order.region || order.product_id) add_exposure_parts(order, count);
  mark_feed(order.line, std::nullopt, order.occurred_at);
}

// Once and without remembering, like the line's exposure: an order event counts once.
void Journey::add_exposure_parts(const Order& order, std::int64_t count) {
  Measurement parts;
  parts.cell.line = order.line;
  parts.cell.at = order.occurred_at;
  parts.cell.of(Breakdown::region) = order.region.value_or("");
  parts.cell.of(Breakdown::product_id) = order.product_id.value_or("");
  parts.amounts = {{metric_id(kExposure.name), 0, count, 0}};
  deltas_.add_measurement(std::move(parts), +1);
}

void Journey::take_reference(const std::string& customer_key, const Customer& version,
                             bool tombstone) {
  CustomerState& customer = edit_customer(customer_key, version.updated_at);
  if (tombstone) {
    customer.references.clear();
  } else {
    add_reference(customer, version);
  }
  touch_contacts(customer_key, customer);
}

void Journey::touch_contacts(const std::string& customer_key, const CustomerState& customer) {
  for (const ContactRef& contact : customer.contacts) {
    touched_.insert({customer_key, contact.contact_id});
  }
}

void Journey::mark_feed(const std::string& line_id, std::optional<Channel> channel, EventTime at) {
  const Line* line = taxonomies_.at(at).line(line_id);
  if (!line) return;
  for (const Feed& feed : line->feeds) {
    const bool same = channel ? !feed.exposure && feed.channel == name_of(*channel) : feed.exposure;
    if (same) deltas_.add_sign_of_life(line_id, channel, at);
  }
}

void Journey::flush(Outbox& out) {
  const std::uint32_t newest = taxonomies_.latest().version();
  if (std::exchange(newest_version_, newest) != newest) touch_readable();
  for (const ContactKey& key : touched_) evaluate(key, out);
  touched_.clear();
  for (const auto& [customer_key, contacts] : touched_customers_) {
    if (contacts || saw_other_orders(customer_key)) evaluate_contacts(customer_key, out);
    evaluate_orders_of(customer_key);
  }
  touched_customers_.clear();
  for (const AgentHourKey& key : touched_hours_) evaluate_hour(key);
  touched_hours_.clear();
  deltas_.flush(taxonomies_, out);
  deduplicate_.flush();
}

// A version has become known: after a reload, or a start with other files.
void Journey::touch_readable() {
  unread_.scan_prefix([&](const ContactKey& key, std::uint64_t hash) {
    if (taxonomies_.version_of_hash(hash)) touched_.insert(key);
    return true;
  });
}

void Journey::keep_unread(const ContactKey& key, ContactState& contact,
                          std::uint64_t taxonomy_hash) {
  if (std::exchange(contact.unread_hash, taxonomy_hash) == taxonomy_hash) return;
  if (taxonomy_hash == 0) {
    unread_.erase(key);
  } else {
    unread_.edit(key) = taxonomy_hash;
  }
}

void Journey::evaluate(const ContactKey& key, Outbox& out) {
  const auto& [customer_key, contact_id] = key;
  if (!contacts_.find(key)) return;  // cleaned since
  ContactState& contact = contacts_.edit(key);
  CustomerState& customer = customers_.edit({customer_key});
  const Correction* correction = correction_of(customer, contact_id);
  const ContactView view = fold_contact(contact);
  const Decision decision = decide_scenario(contact, view, correction, taxonomies_);
  keep_unread(key, contact, decision.unread_hash);
  recount(key, contact, view, decision);
  offer(key, contact, view, decision);
  relabel(contact, view, decision, correction);
  remember(key, contact, view, decision, customer);
  if (!view.in_time) {
    set_timer({view.opened_at + kContactSpan + rules_.lateness, customer_key, contact_id});
  }
  for (ContactRef& ref : customer.contacts) {
    if (ref.contact_id == contact_id) ref.opened_at = view.opened_at;
  }
  std::string json =
      write_enriched(contact_id, customer_key, view, decision, customer, rules_.wanted_precision);
  const std::uint64_t hash = XXH3_64bits(json.data(), json.size());
  if (std::exchange(contact.published_hash, hash) == hash) return;
  out.send(Topic::contacts_enriched, customer_key + '|' + contact_id, std::move(json));
}

void Journey::recount(const ContactKey& key, ContactState& contact, const ContactView& view,
                      const Decision& decision) {
  std::optional<CountedCell> cell;
  if (view.in_time && view.direction == Direction::inbound) {
    cell = CountedCell{.line = std::string{line_id(decision)},
                       .scenario = std::string{scenario_id(decision)},
                       .start = floor_to(view.opened_at, kBaseWindow),
                       .channel = view.channel,
                       .stage = std::string{stage_id(decision)},
                       .taxonomy_version = decision.taxonomy->version()};
  }
  if (cell == contact.counted || is_final(contact.counted) || is_final(cell)) return;
  if (contact.counted) deltas_.add_contact(*contact.counted, std::get<1>(key), -1);
  if (cell) deltas_.add_contact(*cell, std::get<1>(key), +1);
  contact.counted = std::move(cell);
}

// Tells MAP once of a contact that is counted under `none`. Until the bucket closes it may be taken
// back or replaced; from then on it is clustered, whatever becomes of the contact.
void Journey::offer(const ContactKey& key, ContactState& contact, const ContactView& view,
                    const Decision& decision) {
  const auto& [customer_key, contact_id] = key;
  if (contact.offered && contact.offered->bucket + kBaseWindow <= watermark_) return;
  UnmatchedContact offered;
  offered.opened_at = view.opened_at;
  offered.bucket = floor_to(std::max(view.opened_at, watermark_), kBaseWindow);
  offered.contact_id = contact_id;
  offered.customer = XXH3_64bits(customer_key.data(), customer_key.size());
  std::optional<OfferedContact> now;
  if (contact.counted && contact.counted->scenario == kNone && decision.line &&
      !is_zero(decision.vector)) {
    offered.text_hash = decision.text_hash;
    offered.vector = {decision.vector};
    offered.space = decision.space;
    offered.verbatim = cut_utf8(view.text.value_or(""), kVerbatimBytes);
    offered.language = view.language;
    const std::string bytes = encode(offered);
    now = {decision.line->id, offered.bucket, offered.opened_at,
           XXH3_64bits(bytes.data(), bytes.size())};
  }
  if (contact.offered) {
    if (now && now->line == contact.offered->line && now->hash == contact.offered->hash) return;
    UnmatchedContact before = offered;
    before.removed = true;
    before.bucket = contact.offered->bucket;
    before.opened_at = contact.offered->opened_at;
    deltas_.add_unmatched(contact.offered->line, std::move(before));
  }
  if (now) deltas_.add_unmatched(now->line, std::move(offered));
  contact.offered = std::move(now);
}

// A final cell is never revised: a record that would move a contact out of one, or into one, days
// after it was counted, changes only the enriched contact.
bool Journey::is_final(const std::optional<CountedCell>& cell) const {
  return cell && cell->start + kBaseWindow + rules_.horizon + rules_.lateness <= watermark_;
}

void Journey::send_late(const JourneyRecord& record, LateReason reason, Outbox& out) {
  JsonWriter json;
  json.begin_object()
      .member("input", name_of(record.topic))
      .member("reason", name_of(reason))
      .member("sentence", sentence_of(reason));
  std::visit([&](const auto& e) { json.member("event_time", event_time(e)); }, record.event);
  json.member("watermark", watermark_);
  json.key("source");
  if (reason == LateReason::opened_too_old) {
    json.null();  // the verdict comes later than the record
  } else {
    json.begin_object()
        .member("topic", name_of(record.topic))
        .member("partition", record.partition)
        .member("offset", record.offset)
        .end_object();
  }
  json.key("payload");
  std::visit([&](const auto& e) { write_json(json, e); }, record.event);
  json.end_object();
  out.send(Topic::late, {}, json.take());
}

void Journey::on_watermark(EventTime watermark, Outbox& out) {
  fire_timers(watermark, out);
  watermark_ = watermark;
  deduplicate_.expire(watermark - rules_.lateness);
  forget_hours(watermark);
  deltas_.flush(taxonomies_, out);  // what time alone changed, before MAP hears of the time
}

void Journey::report(const std::function<void(Topic, std::int32_t, const ReceivedLedger&)>& visit) {
  ledger_.scan_prefix([&](const SourceKey& key, const ReceivedLedger& ledger) {
    visit(std::get<0>(key), std::get<1>(key), ledger);
    return true;
  });
}

}  // namespace vocmap
