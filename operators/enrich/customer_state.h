#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "operators/enrich/fold_contact.h"

namespace vocmap {

// A value with the rank of the record that set it: the greatest rank wins, in whatever order the
// records come.
struct RankedText {
  EventTime at;
  OrderEvent event{};
  DeduplicationKey key;
  std::string text;

  template <class Codec>
  void codec(Codec& c) {
    c(at, event, key, text);
  }
};

// The value of the earliest record that has one.
struct FirstText {
  EventTime at;
  std::string text;

  friend auto operator<=>(const FirstText&, const FirstText&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, text);
  }
};

// Unset: nothing was said up to `t`.
std::optional<std::string> said_by(const std::optional<FirstText>& value, EventTime t);

// What MAP was told of an order, of its refund or of its dispute.
struct ToldOrder {
  EventTime at;  // when it was placed, refunded or disputed
  std::string region, product_id;
  bool contacted = false, customer_contacted = false;  // as in OrderFact
  std::optional<std::int64_t> next_order_ms;

  friend bool operator==(const ToldOrder&, const ToldOrder&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, region, product_id, contacted, customer_contacted, next_order_ms);
  }
};

struct OrderEntry {
  std::string order_id, line;
  std::optional<EventTime> placed_at, cancelled_at, refunded_at, disputed_at;  // the first of each
  EventTime last_at;
  std::optional<RankedText> product_id, region, app_version;
  std::optional<FirstText> first_product_id, first_region;
  std::optional<ToldOrder> told, told_refund, told_dispute;

  template <class Codec>
  void codec(Codec& c) {
    c(order_id, line, placed_at, cancelled_at, refunded_at, disputed_at, last_at, product_id,
      region, app_version, first_product_id, first_region, told, told_refund, told_dispute);
  }
};

struct ContactRef {
  std::string contact_id;
  EventTime opened_at;

  template <class Codec>
  void codec(Codec& c) {
    c(contact_id, opened_at);
  }
};

// What JOURNEY knows of one customer: reference data (the 8 newest versions), orders of the last
// 30 days, which contacts are kept, and how people judged them.
struct CustomerState {
  std::vector<Customer> references;  // ascending by updated_at
  std::vector<OrderEntry> orders;
  std::vector<ContactRef> contacts;
  std::optional<EventTime> expiry;  // when the timer that cleans this state fires
  std::vector<std::pair<std::string, Correction>> corrections;  // by contact id, ascending
  bool has_history = false;                                     // there is a CustomerHistory

  template <class Codec>
  void codec(Codec& c) {
    c(references, orders, contacts, expiry, corrections, has_history);
  }
};

// The customer key of contacts that name no customer: never chained, never joined.
inline constexpr std::string_view kAnonymous = "anon:";
inline constexpr std::size_t kReferenceVersions = 8;
inline constexpr Duration kOrderSpan = std::chrono::days{30};
// Contacts are kept for longer, so that which of them a version reaches never depends on arrival.
inline constexpr Duration kReferenceSpan = std::chrono::days{30};

void add_reference(CustomerState& customer, Customer version);
void add_order(CustomerState& customer, const Order& order, const DeduplicationKey& key);
// Of several verdicts on one contact the newest holds, whatever order they come in.
void add_correction(CustomerState& customer, const std::string& contact_id, Correction correction);

// Null when nobody judged the contact.
const Correction* correction_of(const CustomerState& customer, const std::string& contact_id);

// The version in force at `t`, else the earliest unless it came more than `span` after `t`; null
// without any.
const Customer* reference_at(const CustomerState& customer, EventTime t,
                             Duration span = kReferenceSpan);

struct OrderMatch {
  std::string order_id;
  bool inferred = false;
  const OrderEntry* order = nullptr;  // null: given, but unknown under this customer
};

// The order a contact is about: the given one, else the last placed by the same customer on the
// same line at most 30 days before and not cancelled by then (party_type customer only).
std::optional<OrderMatch> match_order(const CustomerState& customer, const ContactView& view);

}  // namespace vocmap
