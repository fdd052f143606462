#include "operators/rank.h"

#include <xxhash.h>

#include <algorithm>

#include "operators/maps/battle_map.h"
#include "operators/taxonomy/write_taxonomy.h"
#include "pipeline/core/check.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr Duration kSpan = std::chrono::days{28};

// Sums of a scenario over the days in which its line had an exposure.
struct Sums {
  std::int64_t contacts = 0;
  double exposure = 0;
};

std::vector<BattleRow> rows_of(const TaxonomyIndex& taxonomy,
                               const std::map<std::string, Sums>& sums) {
  std::vector<BattleRow> rows;
  for (const auto& [id, sum] : sums) {
    const auto index = taxonomy.scenario_index(id);
    if (!index || !taxonomy.scenario(*index).target_per_10k || sum.exposure <= 0) continue;
    rows.push_back({&taxonomy.line_of(*index), &taxonomy.stage_of(*index),
                    &taxonomy.scenario(*index), sum.contacts, sum.exposure});
  }
  return rows;
}

}  // namespace

Rank::Rank(const TaxonomyHistory& taxonomies, TaskState& state)
    : taxonomies_(taxonomies), days_(state), last_(state), taxonomy_hashes_(state) {}

void Rank::on_record(std::string_view, std::string_view body, Outbox&) {
  std::optional<DayRow> row = decode<DayRow>(body);
  CHECK(row.has_value(), "a record of the rank topic is unreadable");
  Last& last = last_.edit({});
  last.end = std::max(last.end, row->end);
  last.changed = true;
  DayRow& day = days_.edit({row->start, row->line});
  day = std::move(*row);
}

void Rank::expire(EventTime oldest) {
  std::vector<DayKey> old;
  days_.scan_range(std::tuple{EventTime::min()}, std::tuple{oldest},
                   [&](const DayKey& key, const DayRow&) {
                     old.push_back(key);
                     return true;
                   });
  for (const DayKey& key : old) days_.erase(key);
}

void Rank::publish(Extent, Outbox& out) {
  publish_taxonomies(out);
  publish_battle_map(out);
}

void Rank::publish_taxonomies(Outbox& out) {
  for (const auto& index : taxonomies_.versions()) {
    const std::uint64_t hash = index->taxonomy().hash;
    const std::uint64_t* published = taxonomy_hashes_.find({index->version()});
    if (published && *published == hash) continue;
    taxonomy_hashes_.edit({index->version()}) = hash;
    out.send(Topic::taxonomy, std::to_string(index->version()), write_taxonomy(index->taxonomy()));
  }
}

// A day counts for a scenario once, whatever it was called and however many were merged into it.
std::map<std::string, std::int64_t> Rank::restated(const DayRow& day, std::uint32_t version) const {
  std::map<std::string, std::int64_t> contacts;
  for (const auto& [scenario, count] : day.contacts) {
    contacts[std::string{taxonomies_.restated(scenario, version)}] += count;
  }
  return contacts;
}

void Rank::publish_battle_map(Outbox& out) {
  const Last* known = last_.find({});
  if (!known || !known->changed) return;
  Last& last = last_.edit({});
  last.changed = false;
  const EventTime start = last.end - kSpan;
  expire(start);
  const TaxonomyIndex& taxonomy = taxonomies_.at(last.end - Duration{1});
  std::map<std::string, Sums> sums;
  days_.scan_prefix([&](const DayKey&, const DayRow& day) {
    if (!day.exposure) return true;
    for (const auto& [scenario, contacts] : restated(day, taxonomy.version())) {
      sums[scenario].contacts += contacts;
      sums[scenario].exposure += *day.exposure;
    }
    return true;
  });
  std::vector<BattleRow> rows = rows_of(taxonomy, sums);
  rank(rows);
  JsonWriter json;
  write_battle_map(json, taxonomy.version(), start, last.end, rows);
  const std::uint64_t hash = XXH3_64bits(json.text().data(), json.text().size());
  if (std::exchange(last.hash, hash) == hash) return;
  json.member("revision", ++last.revision).end_object();
  out.send(Topic::battle_map, "all", json.take());
}

}  // namespace vocmap
