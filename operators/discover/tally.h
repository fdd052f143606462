#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/records.h"

namespace vocmap {

// Counts distinct customers in bounded memory by the smallest hashes (k minimum values: Bar-Yossef
// et al. 2002): exact up to kSize, above it with a standard error of 9 %. The order does not
// matter.
class CustomerCount {
 public:
  static constexpr std::size_t kSize = 128;

  void add(std::uint64_t hash);
  void add(const CustomerCount& other);
  std::int64_t value() const;

  template <class Codec>
  void codec(Codec& c) {
    c(smallest_);
  }

 private:
  std::vector<std::uint64_t> smallest_;  // ascending
};

// A text kept to show what a cluster is about.
struct Verbatim {
  std::uint64_t rank = 0;  // hash of the contact: the smallest are kept
  std::string contact_id, text, language;
  std::uint64_t text_hash = 0;
  PackedVector vector;

  template <class Codec>
  void codec(Codec& c) {
    c(rank, contact_id, text, language, text_hash, vector);
  }
};

// What is known of the contacts of a cluster besides their direction. Bounded.
struct Tally {
  std::int64_t contacts = 0;
  CustomerCount customers;
  EventTime first_at = EventTime::max(), last_at = EventTime::min();
  std::string first_contact;
  std::vector<std::pair<EventTime, std::int64_t>>
      hours;                        // contacts by hour of the last 48, ascending
  std::vector<Verbatim> verbatims;  // ascending by rank, distinct texts

  static constexpr std::size_t kVerbatims = 6;

  void add(const UnmatchedContact& contact);
  void add(const Tally& other, std::size_t most_verbatims = kVerbatims);
  std::int64_t contacts_between(EventTime from, EventTime to) const;

  template <class Codec>
  void codec(Codec& c) {
    c(contacts, customers, first_at, last_at, first_contact, hours, verbatims);
  }

 private:
  void add_hour(EventTime hour, std::int64_t count);
  void add_verbatim(const Verbatim& verbatim, std::size_t most);
};

}  // namespace vocmap
