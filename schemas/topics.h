#pragma once

#include <string>
#include <string_view>

#include "schemas/enums.h"

namespace vocmap {

// Every topic that vocmap reads or writes. The first seven are inputs, in the order of
// `InputEvent`'s alternatives; the configured prefix replaces "voc." and "vocmap.".
enum class Topic : std::uint8_t {
  contacts,
  orders,
  surveys,
  agent_activity,
  projects,
  customers,
  feedback,
  journey_in,
  map_in,
  rank_in,
  journey_changelog,
  map_changelog,
  rank_changelog,
  contacts_enriched,
  service_journeys,
  metrics_5m,
  metrics_1h,
  metrics_1d,
  metrics_28d,
  experience_map,
  battle_map,
  taxonomy,
  scenarios,
  forecast,
  late,
  dead_letters,
};

inline constexpr std::size_t kInputTopics = 7;

template <>
struct EnumNames<Topic> {
  static constexpr std::array<std::string_view, 26> values = {"voc.contacts",
                                                              "voc.orders",
                                                              "voc.surveys",
                                                              "voc.agent-activity",
                                                              "voc.projects",
                                                              "voc.customers",
                                                              "voc.feedback",
                                                              "vocmap.journey",
                                                              "vocmap.map",
                                                              "vocmap.rank",
                                                              "vocmap.journey-changelog",
                                                              "vocmap.map-changelog",
                                                              "vocmap.rank-changelog",
                                                              "voc.contacts.enriched",
                                                              "voc.service-journeys",
                                                              "voc.metrics.5m",
                                                              "voc.metrics.1h",
                                                              "voc.metrics.1d",
                                                              "voc.metrics.28d",
                                                              "voc.experience-map",
                                                              "voc.battle-map",
                                                              "voc.taxonomy",
                                                              "voc.scenarios",
                                                              "voc.forecast",
                                                              "voc.late",
                                                              "voc.dead-letters"};
};

inline constexpr std::size_t kTopics = EnumNames<Topic>::values.size();

constexpr bool is_input(Topic t) {
  return static_cast<std::size_t>(t) < kInputTopics;
}
constexpr bool is_internal(Topic t) {
  return t >= Topic::journey_in && t <= Topic::rank_in;
}
constexpr bool is_changelog(Topic t) {
  return t >= Topic::journey_changelog && t <= Topic::rank_changelog;
}
constexpr bool is_output(Topic t) {
  return t >= Topic::contacts_enriched;
}

// Reference data, projects and feedback never drive a watermark.
constexpr bool drives_watermark(Topic t) {
  return t <= Topic::agent_activity;
}

}  // namespace vocmap
