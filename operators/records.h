#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "operators/catalogue/measurement.h"
#include "operators/scenario/scorer.h"
#include "schemas/events.h"
#include "schemas/topics.h"

namespace vocmap {

// The bodies of the internal topics, after the frame (pipeline/core/frame.h). Every struct here is
// part of the internal format; a change of one raises kFrameVersion.

// The evidence of one text of a contact: a customer's turn, or subject + text of a record.
struct TextEvidence {
  std::optional<std::int64_t> turn_seq;  // unset: subject + text
  EventTime at;
  // Of the taxonomy file: positions of scenarios mean something only together with it.
  std::uint64_t taxonomy_hash = 0;
  Evidence evidence;
  std::optional<std::int32_t> sentiment;  // in 1/1000; unset: the text says nothing
  bool praise = false;

  template <class Codec>
  void codec(Codec& c) {
    c(turn_seq, at, taxonomy_hash, evidence.taxonomy_version, evidence.calibrated, evidence.none,
      evidence.whole);
    auto& top = evidence.top;
    std::uint32_t count = static_cast<std::uint32_t>(top.size());
    c(count);
    if constexpr (requires { c.fail(); }) {
      if (count > Evidence::kMaxScenarios) return c.fail();
    }
    top.resize(count);
    for (ScenarioScore& s : top) c(s.scenario, s.score);
    PackedVector vector{evidence.vector};
    c(vector, evidence.space, evidence.text_hash);
    evidence.vector = vector.value;
    c(evidence.spans, evidence.matters, sentiment, praise);
  }
};

struct DeduplicationKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const DeduplicationKey&, const DeduplicationKey&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(high, low);
  }
};

// INTAKE -> JOURNEY, keyed by customer: one accepted and redacted input event.
struct JourneyRecord {
  Topic topic{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  DeduplicationKey key;
  std::uint64_t payload_hash = 0;
  InputEvent event;
  std::vector<TextEvidence> evidence;  // contacts only
  std::string language;                // of the contact's customer text; empty without text
  bool tombstone = false;              // of a customer's reference data

  template <class Codec>
  void codec(Codec& c) {
    c(topic, partition, offset, key, payload_hash, event, evidence, language, tombstone);
  }
};

// Contacts that entered and left one 5-minute cell. Stage and version are those under which they
// were decided, so that whoever counts them needs to know neither.
struct ContactDelta {
  std::string scenario;
  EventTime start;
  Channel channel{};
  std::vector<std::string> added, removed;  // contact ids
  std::string stage;
  std::uint32_t taxonomy_version = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(scenario, start, channel, added, removed, stage, taxonomy_version);
  }
};

struct ExposureDelta {
  EventTime start;  // of the 5-minute cell
  std::int64_t count = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(start, count);
  }
};

// One value of a stock series (active users, installed base, cards).
struct StockValue {
  std::string region, product;  // empty: the series without that dimension
  EventTime at;
  std::string order_id;
  std::int64_t count = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(region, product, at, order_id, count);
  }
};

// A sign of life of a declared feed; `channel` unset: the exposure feed.
struct FeedSeen {
  std::optional<Channel> channel;
  EventTime start;  // of the 5-minute bucket
  EventTime last;

  template <class Codec>
  void codec(Codec& c) {
    c(channel, start, last);
  }
};

// A contact that fits no scenario, for discovery; or that it is taken back before its bucket
// closes.
struct UnmatchedContact {
  EventTime bucket;  // the 5-minute bucket of event time after which it is clustered
  EventTime opened_at;
  std::string contact_id;
  std::uint64_t customer = 0;  // hash
  bool removed = false;
  std::uint64_t text_hash = 0;  // of all its texts
  PackedVector vector;
  std::uint64_t space = 0;  // of the vector
  std::string verbatim;     // redacted, at most kVerbatimBytes
  std::string language;

  friend auto operator<=>(const UnmatchedContact&, const UnmatchedContact&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(bucket, opened_at, contact_id, customer, removed, text_hash, vector, space, verbatim,
      language);
  }
};

// A person's verdict on an emergent scenario. The newest holds.
struct ProposalVerdict {
  EventTime at;
  std::string by;
  bool accepted = false;
  std::string proposal_id;
  EventTime bucket;  // the 5-minute bucket of event time with which it takes effect

  friend auto operator<=>(const ProposalVerdict&, const ProposalVerdict&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, by, accepted, proposal_id, bucket);
  }
};

// Contacts of one week that were drawn at random and judged by a person: how many more than before,
// and how many of them the texts had decided as the person did.
struct LabelDelta {
  EventTime week;  // start, UTC
  std::int64_t labelled = 0, right = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(week, labelled, right);
  }
};

// JOURNEY -> MAP, keyed by line: all changes of a line since the task's last flush.
struct LineDelta {
  std::string line;
  std::vector<ContactDelta> contacts;
  std::vector<ExposureDelta> exposures;
  std::vector<StockValue> stocks;
  std::vector<FeedSeen> feeds;
  std::vector<UnmatchedContact> unmatched;
  std::vector<ProposalVerdict> verdicts;
  std::vector<LabelDelta> labels;
  std::vector<Measurement> measurements;  // sums of signed ones

  template <class Codec>
  void codec(Codec& c) {
    c(line, contacts, exposures, stocks, feeds, unmatched, verdicts, labels, measurements);
  }
};

// MAP -> RANK: the newest counts of one day of one line; replaces the row sent before.
struct DayRow {
  std::string line;
  EventTime start, end;
  std::optional<double> exposure;
  std::vector<std::pair<std::string, std::int64_t>> contacts;  // by scenario

  template <class Codec>
  void codec(Codec& c) {
    c(line, start, end, exposure, contacts);
  }
};

inline constexpr Duration kBaseWindow = std::chrono::minutes{5};
inline constexpr Duration kWeek = std::chrono::days{7};      // Monday to Monday, UTC
inline constexpr std::string_view kEmergent = ".emergent.";  // in ids: <line>.emergent.<hash>
inline constexpr std::size_t kVerbatimBytes = 200;
inline constexpr std::string_view kNone = "none";  // scenario and stage
inline constexpr std::string_view kUnknownLine = "_unknown";

}  // namespace vocmap
