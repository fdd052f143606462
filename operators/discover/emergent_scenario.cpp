#include "operators/discover/emergent_scenario.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr Duration kDay = std::chrono::days{1};

// Fewer contacts more or less are no trend.
constexpr std::int64_t kNoise = 2;

}  // namespace

std::string emergent_id(const std::string& line, EventTime first_at,
                        const std::string& contact_id) {
  const std::string first = std::to_string(first_at.ms) + '|' + contact_id;
  return fmt::format("{}{}{:016x}", line, kEmergent, XXH64(first.data(), first.size(), 0));
}

EmergentStatus status_at(const EmergentScenario& scenario, const Tally& tally, EventTime now) {
  if (scenario.decided() || scenario.over()) return scenario.status;
  if (tally.last_at + kGoneAfter <= now) return EmergentStatus::gone;
  if (now < scenario.proposed_at + kDay) return EmergentStatus::proposed;
  const std::int64_t last = tally.contacts_between(now - kDay, now);
  const std::int64_t before = tally.contacts_between(now - 2 * kDay, now - kDay);
  if (4 * last > 5 * before + kNoise * 4) return EmergentStatus::growing;
  if (5 * last + kNoise * 4 < 4 * before || last == 0) return EmergentStatus::fading;
  return EmergentStatus::steady;
}

std::string write_emergent(const std::string& line, const EmergentScenario& scenario,
                           const Tally& tally, const std::vector<const Verbatim*>& central,
                           EventTime now, std::uint32_t taxonomy_version) {
  JsonWriter out;
  out.begin_object()
      .member("id", scenario.id)
      .member("line", line)
      .member("status", scenario.status);
  out.key("label")
      .begin_object()
      .member("zh", scenario.label_zh)
      .member("en", scenario.label_en)
      .end_object();
  out.key("medoid");
  if (central.empty()) {
    out.null();
  } else {
    out.value(central.front()->text);
  }
  out.member("contacts", tally.contacts).member("customers", tally.customers.value());
  const bool seen = tally.contacts > 0;
  out.member("first_seen", seen ? std::optional{tally.first_at} : std::nullopt)
      .member("last_seen", seen ? std::optional{tally.last_at} : std::nullopt);
  const std::int64_t last = tally.contacts_between(now - kDay, now);
  const std::int64_t before = tally.contacts_between(now - 2 * kDay, now - kDay);
  const auto ratio = before > 0
                         ? std::optional{static_cast<double>(last) / static_cast<double>(before)}
                         : std::nullopt;
  out.key("growth")
      .begin_object()
      .member("last_24h", last)
      .member("previous_24h", before)
      .member("ratio", ratio)
      .end_object();
  out.key("verbatims").begin_array();
  for (const Verbatim* verbatim : central) {
    out.begin_object()
        .member("contact_id", verbatim->contact_id)
        .member("text", verbatim->text)
        .member("lang", verbatim->language)
        .end_object();
  }
  out.end_array().member("taxonomy_version", taxonomy_version);
  out.member("merged_into",
             scenario.merged_into.empty() ? std::nullopt : std::optional{scenario.merged_into});
  out.key("verdict");
  if (scenario.verdict) {
    out.begin_object()
        .member("by", scenario.verdict->by)
        .member("at", scenario.verdict->at)
        .end_object();
  } else {
    out.null();
  }
  out.member("proposed_at", scenario.proposed_at).key("adopted_as");
  if (scenario.adopted_as.empty()) {
    out.null();
  } else {
    out.begin_object()
        .member("scenario", scenario.adopted_as)
        .member("taxonomy_version", scenario.adopted_in)
        .end_object();
  }
  return out.take();
}

}  // namespace vocmap
