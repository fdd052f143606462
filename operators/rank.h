#pragma once

#include <map>
#include <string>
#include <tuple>

#include "operators/records.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

// RANK, one partition: keeps the day rows of all lines for 28 days and publishes the battle
// map, and each taxonomy version once, with its first commit at the latest.
class Rank final : public KeyedStage {
 public:
  // `taxonomies` must outlive it.
  Rank(const TaxonomyHistory& taxonomies, TaskState& state);

  void on_record(std::string_view key, std::string_view body, Outbox& out) override;
  void on_watermark(EventTime, Outbox&) override {}
  void flush(Outbox& out) override { publish_taxonomies(out); }
  void publish(Extent extent, Outbox& out) override;
  void resume(EventTime) override {}

  // The battle map published last, as it is stored.
  struct Last {
    std::uint32_t revision = 0;
    std::uint64_t hash = 0;
    EventTime end = EventTime::min();  // of the newest day
    bool changed = false;

    template <class Codec>
    void codec(Codec& c) {
      c(revision, hash, end, changed);
    }
  };

 private:
  using DayKey = std::tuple<EventTime, std::string>;  // start, line

  void publish_taxonomies(Outbox& out);
  void publish_battle_map(Outbox& out);
  std::map<std::string, std::int64_t> restated(const DayRow& day, std::uint32_t version) const;
  void expire(EventTime oldest);

  const TaxonomyHistory& taxonomies_;
  Store<DayKey, DayRow> days_;
  Store<std::tuple<>, Last> last_;
  Store<std::tuple<std::uint32_t>, std::uint64_t> taxonomy_hashes_;  // published, by version
};

}  // namespace vocmap
