#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

// One fight: a scenario with a target, over the trailing 28 days of its line.
struct BattleRow {
  const Line* line = nullptr;
  const Stage* stage = nullptr;
  const Scenario* scenario = nullptr;
  std::int64_t contacts = 0;
  double exposure = 0;

  double rate_per_10k() const { return static_cast<double>(contacts) / exposure * 10'000; }
  // max(0, service rate - target) x exposure: contacts that the target would have avoided.
  double avoidable_contacts() const;
};

// Orders by avoidable contacts, most first; ties by scenario id.
void rank(std::vector<BattleRow>& rows);

// The value of voc.battle-map without its revision.
class JsonWriter;
void write_battle_map(JsonWriter& out, std::uint32_t taxonomy_version, EventTime start,
                      EventTime end, const std::vector<BattleRow>& ranked);

}  // namespace vocmap
