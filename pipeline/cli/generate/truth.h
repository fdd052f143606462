#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/reasons.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace vocmap {

// One cell of the measurement: contacts of a scenario ("none" included) in an hour (UTC) or in a
// day of the line's time zone.
struct TruthCell {
  std::string line;
  std::string scenario;
  Duration size{};
  EventTime start;

  friend auto operator<=>(const TruthCell&, const TruthCell&) = default;
};

// What is to happen to the records of one input topic; the same sums as the pipeline's ledger.
struct TopicTruth {
  std::int64_t read = 0, duplicate = 0, conflicting = 0, late = 0, unknown_fields = 0;
  std::map<Reason, std::int64_t> dead_letters;

  std::int64_t dead_lettered() const;
  std::int64_t counted() const { return read - dead_lettered() - duplicate - conflicting - late; }
};

// What the generator planted: the answer that a correct pipeline gives. Filled by EventGenerator
// alone. Counts are contacts, exposure is in units of the line's kind.
class PlantedTruth {
 public:
  // The windows of the truth, small first.
  static const std::vector<Duration>& sizes();

  // `day` is the start of the line's day around the time before it.
  void add_contact(std::string_view line, std::string_view scenario, EventTime opened_at,
                   EventTime day);
  void add_flow(std::string_view line, EventTime at, EventTime day, std::int64_t count);
  void add_stock(std::string_view line, std::string_view series, EventTime at, std::int64_t value);
  TopicTruth& topic(Topic topic) { return topics_[topic]; }

  // Contacts of a cell; 0 when none was planted.
  std::int64_t contacts(const TruthCell& cell) const;
  // Exposure of a line's window; empty when it is a stock of which nothing is known there.
  std::optional<double> exposure(std::string_view line, Duration size, EventTime start) const;

  const std::map<TruthCell, std::int64_t>& cells() const { return cells_; }
  const std::map<Topic, TopicTruth>& topics() const { return topics_; }
  std::vector<std::string> lines() const;
  // The starts of all windows in which the line has a contact or a flow exposure.
  std::vector<EventTime> windows(std::string_view line, Duration size) const;

  std::string to_json() const;

 private:
  struct LineTruth {
    std::map<std::pair<Duration, EventTime>, std::int64_t> flows;  // 0 where only contacts are
    std::map<std::string, std::map<EventTime, std::int64_t>, std::less<>> stocks;
  };
  std::optional<double> stock(const LineTruth& line, Duration size, EventTime start) const;

  std::map<TruthCell, std::int64_t> cells_;
  std::map<std::string, LineTruth, std::less<>> lines_;
  std::map<Topic, TopicTruth> topics_;
};

}  // namespace vocmap
