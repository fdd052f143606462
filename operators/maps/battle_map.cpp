#include "operators/maps/battle_map.h"

#include <algorithm>

#include "schemas/json_writer.h"

namespace vocmap {

double BattleRow::avoidable_contacts() const {
  return std::max(0.0,
                  static_cast<double>(contacts) - *scenario->target_per_10k / 10'000 * exposure);
}

void rank(std::vector<BattleRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const BattleRow& a, const BattleRow& b) {
    const double x = a.avoidable_contacts();
    const double y = b.avoidable_contacts();
    return x != y ? x > y : a.scenario->id < b.scenario->id;
  });
}

void write_battle_map(JsonWriter& out, std::uint32_t taxonomy_version, EventTime start,
                      EventTime end, const std::vector<BattleRow>& ranked) {
  double total = 0;
  for (const BattleRow& row : ranked) total += row.avoidable_contacts();
  out.begin_object().key("window").begin_object();
  out.member("size", "28d").member("start", start).member("end", end).end_object();
  out.member("taxonomy_version", taxonomy_version);
  out.key("rows").begin_array();
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const BattleRow& row = ranked[i];
    out.begin_object().member("rank", i + 1).member("line", row.line->id);
    out.member("line_name", row.line->name);
    out.member("stage", row.stage->id);
    out.member("stage_name", row.stage->name);
    out.member("scenario", row.scenario->id);
    out.member("name", row.scenario->name);
    out.member("owner", row.scenario->owner)
        .member("target_per_10k", row.scenario->target_per_10k)
        .member("contacts", row.contacts)
        .member("exposure", row.exposure)
        .member("service_rate_per_10k", row.rate_per_10k())
        .member("avoidable_contacts", row.avoidable_contacts())
        .member("share", total > 0 ? row.avoidable_contacts() / total : 0.0)
        .end_object();
  }
  out.end_array();
}

}  // namespace vocmap
