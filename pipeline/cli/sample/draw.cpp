#include "pipeline/cli/sample/draw.h"

#include <simdjson.h>
#include <xxhash.h>

#include <algorithm>

#include "operators/records.h"

namespace vocmap {
namespace {

// Whether a trusted source names the scenario, as JOURNEY sees it. A version that is not configured
// is another application's; the newest one stands for it.
bool has_trusted_scenario(const simdjson::dom::element& value, std::string_view line_id,
                          const TaxonomyHistory& taxonomies) {
  std::string_view given;
  std::int64_t version = 0;
  if (value["given_scenario"].get(given) != simdjson::SUCCESS) return false;
  if (value["taxonomy_version"].get(version) != simdjson::SUCCESS) version = 0;
  const TaxonomyIndex* known = taxonomies.version(static_cast<std::uint32_t>(version));
  const TaxonomyIndex& taxonomy = known ? *known : taxonomies.latest();
  const Line* line = taxonomy.line(line_id);
  if (!line || !line->trust_given_scenario) return false;
  const auto scenario = taxonomy.scenario_index(given);
  return scenario && &taxonomy.line_of(*scenario) == line;
}

}  // namespace

std::optional<EnrichedContact> parse_enriched(std::string_view json,
                                              const TaxonomyHistory& taxonomies) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) return std::nullopt;
  std::string_view contact_id, line, scenario, opened_at;
  bool counted = false;
  std::int64_t score = 0, none_score = 0;
  if (value["contact_id"].get(contact_id) != simdjson::SUCCESS ||
      value["line"].get(line) != simdjson::SUCCESS ||
      value["scenario"].get(scenario) != simdjson::SUCCESS ||
      value["opened_at"].get(opened_at) != simdjson::SUCCESS ||
      value["counted"].get(counted) != simdjson::SUCCESS ||
      value["score"].get(score) != simdjson::SUCCESS ||
      value["none_score"].get(none_score) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const auto time = parse_rfc3339(opened_at);
  if (!time) return std::nullopt;
  // Best of the texts, who else decided: the scenario's own score, or that of the first
  // alternative.
  std::int64_t best = score, next = 0;
  if (value["alternatives"].at(0)["score"].get(next) == simdjson::SUCCESS)
    best = std::max(best, next);
  // Absent for anonymous customers, and for contacts without text.
  std::string_view customer_id, text;
  if (value["customer_id"].get(customer_id) != simdjson::SUCCESS) customer_id = {};
  if (value["text"].get(text) != simdjson::SUCCESS) text = {};
  EnrichedContact contact;
  contact.contact_id = contact_id;
  contact.customer_id = customer_id;
  contact.line = line;
  contact.scenario = scenario;
  contact.text = text;
  contact.opened_at = *time;
  contact.decided_by_text =
      counted && best > 0 && best >= none_score && !has_trusted_scenario(value, line, taxonomies);
  return contact;
}

void Draw::take(std::string_view key, const EnrichedContact* contact) {
  const bool eligible = contact && contact->decided_by_text && contact->opened_at >= monday_ &&
                        contact->opened_at < monday_ + kWeek &&
                        (line_.empty() || contact->line == line_);
  if (eligible) {
    ranks_.insert(rank_of(key));
  } else {
    ranks_.erase(rank_of(key));
  }
}

std::uint64_t Draw::rank_of(std::string_view key) const {
  return XXH64(key.data(), key.size(), static_cast<std::uint64_t>(monday_.ms));
}

std::vector<std::uint64_t> Draw::drawn(std::size_t count) const {
  std::vector<std::uint64_t> ranks{ranks_.begin(), ranks_.end()};
  std::sort(ranks.begin(), ranks.end());
  ranks.resize(std::min(count, ranks.size()));
  return ranks;
}

}  // namespace vocmap
