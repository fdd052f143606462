#pragma once

#include <prometheus/labels.h>
#include <prometheus/metric_type.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace vocmap {

// Every metric that vocmap publishes. A published name is never renamed.
enum class Metric : std::uint8_t {
  line_contacts,
  line_exposure,
  line_service_rate,
  stage_contacts,
  stage_service_rate,
  scenario_contacts,
  scenario_service_rate,
  scenario_service_rate_low,
  scenario_service_rate_high,
  scenario_target,
  scenario_channel_contacts,
  window_end,
  feed_missing,
  battle_avoidable_contacts,
  battle_rank,
  live_precision,
  live_precision_low,
  live_precision_high,
  live_precision_labels,
  emergent_scenarios,
  emergent_contacts,
  emergent_oldest,
  ledger_records,
  dead_letters,
  redactions,
  unknown_fields,
  records_processed,
  commits,
  commit_duration,
  transaction_state,
  watermark,
  consumer_lag,
  consumer_lag_seconds,
  unstable_records,
  unstable_seconds,
  tasks,
  tasks_opening,
  rebalances,
  rebalance_age,
  restore_records,
  restore_remaining,
  restore_duration,
  standby_lag,
  state_bytes,
  state_memory,
  state_rebuilds,
  state_errors,
  taxonomy_version,
  taxonomy_reloads,
  lines_without_model,
  kafka_round_trip,
  kafka_queued_messages,
  kafka_queued_bytes,
  kafka_connections_lost,
  build_info,
  state_disk_free,
  state_disk_size,
  memory_limit,
  resident_memory,
  cpu_seconds,
  start_time,
};

inline constexpr std::size_t kMetrics = static_cast<std::size_t>(Metric::start_time) + 1;

struct MetricInfo {
  Metric metric{};
  std::string_view name;
  prometheus::MetricType type{};
  std::array<std::string_view, 5> labels;  // unused ones are empty
  std::string_view help;
};

// The one list of names, types, labels and HELP texts, in the order of Metric.
const std::array<MetricInfo, kMetrics>& published_metrics();

inline const MetricInfo& info_of(Metric metric) {
  return published_metrics()[static_cast<std::size_t>(metric)];
}

// The labels of one series: `values` in the order of the metric's label names, all of them.
prometheus::Labels labels_of(Metric metric, std::initializer_list<std::string_view> values);

}  // namespace vocmap
