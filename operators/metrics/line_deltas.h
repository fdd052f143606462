#pragma once

#include <map>
#include <string>
#include <tuple>

#include "operators/enrich/contact_state.h"
#include "operators/records.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/core/outbox.h"

namespace vocmap {

// Aggregates what a JOURNEY task has to tell MAP until its next flush: one record per line,
// whatever the number of events.
class LineDeltas {
 public:
  void add_contact(const CountedCell& cell, const std::string& contact_id, int sign);
  void add_exposure(const std::string& line, EventTime at, std::int64_t count);
  void add_stock(const std::string& line, StockValue value);
  void add_sign_of_life(const std::string& line, std::optional<Channel> channel, EventTime at);

  void add_unmatched(const std::string& line, UnmatchedContact contact);
  void add_verdict(const std::string& line, ProposalVerdict verdict);
  void add_label(const LabelledContact& contact, int sign);
  // `sign` times; its time is rounded down to the 5-minute cell, unless it names its only window.
  void add_measurement(Measurement measurement, int sign);

  void flush(const TaxonomyHistory& taxonomies, Outbox& out);
  void clear() { lines_.clear(); }

 private:
  // scenario, 5-minute start, channel, stage, taxonomy version
  using CellKey = std::tuple<std::string, EventTime, Channel, std::string, std::uint32_t>;
  using FeedKey = std::pair<std::optional<Channel>, EventTime>;
  using MeasurementKey = std::tuple<Horizon, std::optional<std::uint8_t>, MeasuredAt>;

  struct Pending {
    std::map<CellKey, std::map<std::string, int>> contacts;  // contact id -> net change
    std::map<EventTime, std::int64_t> exposures;
    std::vector<StockValue> stocks;
    std::map<FeedKey, EventTime> feeds;
    std::vector<UnmatchedContact> unmatched;
    std::vector<ProposalVerdict> verdicts;
    std::map<EventTime, LabelDelta> labels;  // by week
    std::map<MeasurementKey, Amounts> measurements;
    EventTime newest = EventTime::min();  // for which MAP looks up a version
  };

  Pending& pending(const std::string& line, EventTime at);

  std::map<std::string, Pending> lines_;
};

}  // namespace vocmap
