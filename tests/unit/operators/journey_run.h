#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "operators/catalogue/catalogue.h"
#include "operators/journey.h"
#include "pipeline/core/frame.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {

// What MAP knows: the sum of all measurements by horizon, single window and cell.
using Sums = std::map<std::tuple<Horizon, std::optional<std::uint8_t>, MeasuredAt>, Amounts>;

class JourneyRun {
 public:
  explicit JourneyRun(const TaxonomyHistory& taxonomies, const JourneyRules& rules = {})
      : journey_{taxonomies, rules, *state_} {}

  void take(const std::string& customer, InputEvent event, Topic topic = Topic::contacts) {
    JourneyRecord record;
    record.topic = topic;
    record.key = {++key_, key_};
    record.event = std::move(event);
    journey_.on_record(customer, encode(record), out_);
  }
  void take(const std::string& customer, const Order& order) {
    take(customer, order, Topic::orders);
  }
  void take(const std::string& customer, const Survey& survey) {
    take(customer, survey, Topic::surveys);
  }
  void flush() {
    journey_.flush(out_);
    read();
  }
  void advance(EventTime watermark) {
    journey_.flush(out_);
    journey_.on_watermark(watermark, out_);
    read();
  }

  const Sums& sums() const { return sums_; }
  const std::map<std::string, std::string>& journeys() const { return journeys_; }
  const std::vector<std::string>& words() const { return words_; }  // all that was published
  std::size_t deltas() const { return deltas_; }

  // Numerator and denominator of the metric over all cells of a window.
  std::pair<std::int64_t, std::int64_t> total(std::string_view metric) const {
    std::pair<std::int64_t, std::int64_t> total;
    for (const auto& [key, amounts] : sums_) {
      for (const Amount& amount : amounts) {
        if (amount.metric != metric_id(metric)) continue;
        total.first += amount.numerator;
        total.second += amount.denominator;
      }
    }
    return total;
  }

 private:
  void read() {
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic == Topic::service_journeys) publish(record);
      if (record.topic != Topic::map_in) continue;
      ++deltas_;
      const auto delta = decode<LineDelta>(parse_frame(*record.value)->body);
      for (const Measurement& m : delta->measurements) {
        Amounts& sum = sums_[{m.horizon, m.only, m.cell}];
        add(sum, m.amounts, +1);
        if (sum.empty()) sums_.erase({m.horizon, m.only, m.cell});
      }
    }
  }
  void publish(const OutboundRecord& record) {
    if (!record.value) {
      words_.push_back("null");
      journeys_.erase(record.key);
      return;
    }
    words_.push_back(*record.value);
    journeys_[record.key] = record.value->substr(0, record.value->rfind(",\"revision\":"));
  }

  TemporaryState state_;
  Journey journey_;
  Outbox out_;
  std::uint64_t key_ = 0;
  Sums sums_;
  std::map<std::string, std::string> journeys_;
  std::vector<std::string> words_;
  std::size_t deltas_ = 0;
};

inline Order placed(std::string id, std::string_view time) {
  Order order = order_of(std::move(id), OrderEvent::placed, time);
  order.customer_id = "u";
  return order;
}

inline Survey survey_of(std::string id, SurveyMetric metric, std::string_view time) {
  Survey survey;
  survey.response_id = std::move(id);
  survey.customer_id = "u";
  survey.metric = metric;
  survey.occurred_at = at(time);
  survey.line = "shop";
  return survey;
}

inline Contact opened(std::string id, std::string_view time) {
  return contact_of(std::move(id), ContactEvent::opened, time);
}

}  // namespace vocmap
