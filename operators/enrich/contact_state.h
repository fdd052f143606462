#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "operators/records.h"

namespace vocmap {

// One record of a contact as JOURNEY keeps it.
struct ContactRecord {
  Contact event;
  DeduplicationKey key;
  std::vector<TextEvidence> evidence;
  std::string language;
  bool reported = false;  // sent to the late topic as opened_too_old

  template <class Codec>
  void codec(Codec& c) {
    c(event, key, evidence, language, reported);
  }
};

// A person's verdict on the scenario of a contact.
struct Correction {
  EventTime at;
  std::string by, scenario_id;  // kNone: it fits none
  bool sampled = false;         // some verdict on this contact was of a contact drawn at random

  template <class Codec>
  void codec(Codec& c) {
    c(at, by, scenario_id, sampled);
  }
};

// The cell in which a contact is counted.
struct CountedCell {
  std::string line, scenario;
  EventTime start;  // of the 5-minute window of opened_at
  Channel channel{};
  std::string stage;
  std::uint32_t taxonomy_version = 0;

  friend bool operator==(const CountedCell&, const CountedCell&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(line, scenario, start, channel, stage, taxonomy_version);
  }
};

// What MAP was told of a contact that was drawn at random and judged by a person.
struct LabelledContact {
  std::string line;
  EventTime week;      // start, UTC
  bool right = false;  // the scenario that its texts speak for is the one that the person names

  friend bool operator==(const LabelledContact&, const LabelledContact&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(line, week, right);
  }
};

// What MAP was told of a contact that fits no scenario.
struct OfferedContact {
  std::string line;
  EventTime bucket, opened_at;
  std::uint64_t hash = 0;  // of what was sent

  template <class Codec>
  void codec(Codec& c) {
    c(line, bucket, opened_at, hash);
  }
};

// All records of one contact in their order (occurred_at, event, key), whatever order they came
// in. Every reading is folded from this list, so it cannot depend on arrival.
struct ContactState {
  std::vector<ContactRecord> records;
  std::optional<CountedCell> counted;
  std::uint64_t published_hash = 0;  // of the enriched contact published last; 0: none
  std::optional<OfferedContact> offered;
  std::uint64_t unread_hash = 0;  // Decision::unread_hash of the last evaluation
  std::optional<LabelledContact> labelled;

  template <class Codec>
  void codec(Codec& c) {
    c(records, counted, published_hash, offered, unread_hash, labelled);
  }
};

// Inserts in order.
void insert_record(ContactState& state, ContactRecord record);

// Subject and text; a contact counts equal ones once.
std::pair<std::string, std::string> words_of(const Contact& event);

// Visits what INTAKE read from the customer's distinct turns and texts up to `limit`, in the order
// of the records; with a hash only what was scored under that taxonomy file.
void visit_texts(const ContactState& state, EventTime limit,
                 std::optional<std::uint64_t> taxonomy_hash,
                 const std::function<void(const ContactRecord&, const TextEvidence&)>& visit);

}  // namespace vocmap
