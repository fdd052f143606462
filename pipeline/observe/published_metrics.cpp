#include "pipeline/observe/published_metrics.h"

#include <string>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

using enum prometheus::MetricType;

constexpr std::array<MetricInfo, kMetrics> kPublished = {{
    {Metric::line_contacts,
     "vocmap_line_contacts",
     Gauge,
     {"line", "window"},
     "Contacts (进线) of a business line in its newest closed window."},
    {Metric::line_exposure,
     "vocmap_line_exposure",
     Gauge,
     {"line", "kind", "window"},
     "Exposure (交易数) of a line: the transactions that its contacts are divided by."},
    {Metric::line_service_rate,
     "vocmap_line_service_rate_per_10k",
     Gauge,
     {"line", "window"},
     "Service rate (服务率) of a line: contacts per 10,000 transactions."},
    {Metric::stage_contacts,
     "vocmap_stage_contacts",
     Gauge,
     {"line", "stage", "window"},
     "Contacts (进线) of a stage (环节) of the product journey."},
    {Metric::stage_service_rate,
     "vocmap_stage_service_rate_per_10k",
     Gauge,
     {"line", "stage", "window"},
     "Service rate (服务率) of a stage (环节): contacts per 10,000 transactions of its line."},
    {Metric::scenario_contacts,
     "vocmap_scenario_contacts",
     Gauge,
     {"line", "stage", "scenario", "window"},
     "Contacts (进线) of a scenario (场景), one recurring reason to contact."},
    {Metric::scenario_service_rate,
     "vocmap_scenario_service_rate_per_10k",
     Gauge,
     {"line", "stage", "scenario", "window"},
     "Service rate (服务率) of a scenario (场景): contacts per 10,000 transactions of its line."},
    {Metric::scenario_service_rate_low,
     "vocmap_scenario_service_rate_low_per_10k",
     Gauge,
     {"line", "stage", "scenario", "window"},
     "Lower bound of the 95 % score interval of the scenario's service rate (服务率)."},
    {Metric::scenario_service_rate_high,
     "vocmap_scenario_service_rate_high_per_10k",
     Gauge,
     {"line", "stage", "scenario", "window"},
     "Upper bound of the 95 % score interval of the scenario's service rate (服务率)."},
    {Metric::scenario_target,
     "vocmap_scenario_target_per_10k",
     Gauge,
     {"line", "stage", "scenario"},
     "Target (目标) that the taxonomy sets for the scenario's service rate."},
    {Metric::scenario_channel_contacts,
     "vocmap_scenario_channel_contacts",
     Gauge,
     {"line", "stage", "scenario", "channel", "window"},
     "Contacts (进线) of a scenario (场景) by channel (渠道)."},
    {Metric::window_end,
     "vocmap_window_end_timestamp_seconds",
     Gauge,
     {"line", "window"},
     "End of the newest closed window (窗口) of a line, in event time: how fresh its gauges are."},
    {Metric::feed_missing,
     "vocmap_feed_missing",
     Gauge,
     {"line", "window"},
     "1 when a declared feed of the line is missing (数据缺失) in its newest closed window, else "
     "0."},
    {Metric::battle_avoidable_contacts,
     "vocmap_battle_avoidable_contacts",
     Gauge,
     {"line", "stage", "scenario"},
     "Contacts above target (可避免进线) over the battle map's (作战地图) trailing window."},
    {Metric::battle_rank,
     "vocmap_battle_rank",
     Gauge,
     {"line", "stage", "scenario"},
     "Rank (排名) of a scenario on the battle map (作战地图); 1 is the first fight."},

    {Metric::ledger_records,
     "vocmap_ledger_records_total",
     Counter,
     {"stage", "topic", "partition", "outcome"},
     "Ledger (账本): what became of every record of a source partition. "
     "intake: read = forwarded + dead_lettered + filtered; "
     "journey: received = counted + duplicate + conflicting + late."},
    {Metric::dead_letters,
     "vocmap_dead_letters_total",
     Counter,
     {"topic", "reason"},
     "Refused records (死信) by input topic and reason."},
    {Metric::redactions,
     "vocmap_redactions_total",
     Counter,
     {"kind"},
     "Personal data removed from texts (脱敏) by kind."},
    {Metric::unknown_fields,
     "vocmap_unknown_fields_total",
     Counter,
     {"topic"},
     "Fields of input records that the schema does not know (未知字段): schema drift."},
    {Metric::records_processed,
     "vocmap_records_processed_total",
     Counter,
     {"stage"},
     "Records that a stage has processed and committed (已处理记录)."},
    {Metric::commits,
     "vocmap_commits_total",
     Counter,
     {"result"},
     "Transactions (事务提交) by their outcome."},
    {Metric::commit_duration,
     "vocmap_commit_duration_seconds",
     Histogram,
     {},
     "Host time of one transaction's commit (提交耗时)."},
    {Metric::watermark,
     "vocmap_watermark_timestamp_seconds",
     Gauge,
     {"stage", "partition"},
     "Watermark (水位线) of a task in event time: no earlier event is expected."},
    {Metric::consumer_lag,
     "vocmap_consumer_lag_records",
     Gauge,
     {"topic", "partition"},
     "Records between the committed position and the end of a source partition (消费积压)."},
    {Metric::tasks,
     "vocmap_tasks",
     Gauge,
     {"stage"},
     "Tasks (任务) of a stage that this instance owns."},
    {Metric::rebalances,
     "vocmap_rebalances_total",
     Counter,
     {},
     "Changes of the partition assignment (再均衡) of this instance."},
    {Metric::restore_records,
     "vocmap_restore_records_total",
     Counter,
     {"stage"},
     "Changelog records that were applied to restore state (状态恢复)."},
    {Metric::restore_duration,
     "vocmap_restore_duration_seconds",
     Gauge,
     {"stage"},
     "Host time of the stage's last restore of state (状态恢复耗时)."},
    {Metric::state_bytes,
     "vocmap_state_bytes",
     Gauge,
     {},
     "Local state (本地状态) on disk, all tasks of this instance."},
    {Metric::build_info,
     "vocmap_build_info",
     Gauge,
     {"version"},
     "Always 1; the label tells the running version (版本)."},
    {Metric::resident_memory,
     "process_resident_memory_bytes",
     Gauge,
     {},
     "Resident memory (常驻内存) of the process."},
    {Metric::cpu_seconds,
     "process_cpu_seconds_total",
     Counter,
     {},
     "User and system CPU time (处理器时间) of the process."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kMetrics; ++i) {
    if (static_cast<std::size_t>(kPublished[i].metric) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the list must follow the order of Metric");

}  // namespace

const std::array<MetricInfo, kMetrics>& published_metrics() {
  return kPublished;
}

prometheus::Labels labels_of(Metric metric, std::initializer_list<std::string_view> values) {
  prometheus::Labels labels;
  auto name = info_of(metric).labels.begin();
  for (const std::string_view value : values) {
    CHECK(name != info_of(metric).labels.end() && !name->empty(), "more values than label names");
    labels.emplace(*name++, value);
  }
  CHECK(name == info_of(metric).labels.end() || name->empty(), "a label has no value");
  return labels;
}

}  // namespace vocmap
