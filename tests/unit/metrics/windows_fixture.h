#pragma once

#include <gmock/gmock.h>

#include <map>

#include "operators/metrics/publish_metrics.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {

// Windows of the lines `shop` and `app` with what they publish: the last reading of each window,
// and all metric records.
class WindowsTest : public testing::Test, private Windows::Visitor {
 protected:
  explicit WindowsTest(std::initializer_list<std::string_view> versions = {kShopAndApp})
      : taxonomies_(taxonomies_of(versions)) {}

  void contact(const std::string& scenario, std::string_view time, std::vector<std::string> added,
               std::vector<std::string> removed = {}, Channel channel = Channel::chat) {
    // Decided under the version in force, else under one that knows the scenario.
    const TaxonomyIndex* version = &taxonomies_.at(at(time));
    for (const auto& other : taxonomies_.versions()) {
      if (!version->scenario_index(scenario) && other->scenario_index(scenario)) {
        version = other.get();
      }
    }
    const auto index = version->scenario_index(scenario);
    LineDelta delta;
    delta.line = line_;
    delta.contacts.push_back(
        {scenario, floor_to(at(time), kBaseWindow), channel, std::move(added), std::move(removed),
         index ? version->stage_of(*index).id : std::string{kNone}, version->version()});
    windows_.apply(delta);
  }
  void exposure(std::string_view time, std::int64_t count) {
    LineDelta delta;
    delta.line = line_;
    delta.exposures.push_back({floor_to(at(time), kBaseWindow), count});
    windows_.apply(delta);
  }
  void stock(std::string_view time, std::string id, std::int64_t count, std::string region = "") {
    LineDelta delta;
    delta.line = line_;
    delta.stocks.push_back({std::move(region), "", at(time), std::move(id), count});
    windows_.apply(delta);
  }
  void sign_of_life(std::optional<Channel> feed, std::string_view time) {
    LineDelta delta;
    delta.line = line_;
    delta.feeds.push_back({feed, floor_to(at(time), kBaseWindow), at(time)});
    windows_.apply(delta);
  }
  void advance(std::string_view watermark) { windows_.advance(at(watermark)); }

  // What one publication visits.
  void publish() {
    changed_.clear();
    vanished_.clear();
    PublishMetrics metrics{taxonomies_, windows_.cells(), restated_, out_};
    publish_ = &metrics;
    windows_.publish(*this);
    windows_.expire();
    for (OutboundRecord& record : out_.take()) records_[record.key].push_back(record.value);
  }
  // The reading of a window in the last publication.
  const WindowReading& reading(WindowSize size, std::string_view start) {
    const auto found = changed_.find({line_, size, at(start)});
    if (found == changed_.end()) throw std::out_of_range("the window was not published");
    return found->second;
  }
  // How often and how a metric key was published last; empty: a tombstone.
  const std::vector<std::optional<std::string>>& records(const std::string& key) {
    return records_[key];
  }
  std::string last(const std::string& key) {
    return records_.contains(key) ? records_[key].back().value_or("tombstone") : "never";
  }

  TaxonomyHistory taxonomies_;
  TemporaryState state_;
  Windows windows_{taxonomies_, {}, *state_};
  RestatedCells restated_{*state_};
  std::string line_ = "shop";
  std::map<WindowKey, WindowReading> changed_;
  std::vector<WindowKey> vanished_;
  std::map<std::string, std::vector<std::optional<std::string>>> records_;

 private:
  void changed(const WindowReading& reading) override {
    changed_[{reading.line_id, reading.size, reading.window.start}] = reading;
    publish_->publish(reading);
  }
  void vanished(const WindowKey& window) override {
    vanished_.push_back(window);
    publish_->withdraw(window);
  }
  void forgotten(const WindowKey& window) override { publish_->forget(window); }

  Outbox out_;
  PublishMetrics* publish_ = nullptr;
};

}  // namespace vocmap
