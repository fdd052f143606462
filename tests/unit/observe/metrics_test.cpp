#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/cli/temporary_directory.h"
#include "pipeline/observe/business_metrics.h"
#include "pipeline/observe/engine_metrics.h"
#include "pipeline/observe/ledger_view.h"
#include "pipeline/observe/live_table.h"
#include "pipeline/observe/process_metrics.h"
#include "tests/unit/observe/documents.h"

namespace vocmap {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const prometheus::Collectable& collector) {
  return prometheus::TextSerializer{}.Serialize(collector.Collect());
}

TEST(published_metrics, list_equals_the_one_that_dashboards_are_tested_against) {
  std::ifstream file{VOCMAP_SOURCE_DIR "/dashboards/prometheus/metrics.txt"};
  ASSERT_TRUE(file);
  std::vector<std::string> listed;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# The catalogue, as")) break;  // tests/integration/metric_lists_test.py
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words{line};
    std::string name, type, labels;
    words >> name >> type >> labels;
    listed.push_back(name + " " + type + " " + labels);
  }
  std::vector<std::string> published;
  for (const MetricInfo& info : published_metrics()) {
    std::string labels;
    for (const std::string_view label : info.labels) {
      if (!label.empty()) labels.append(labels.empty() ? "" : ",").append(label);
    }
    const char* type = info.type == prometheus::MetricType::Counter ? "counter"
                       : info.type == prometheus::MetricType::Gauge ? "gauge"
                                                                    : "histogram";
    published.push_back(fmt::format("{} {} {}", info.name, type, labels.empty() ? "-" : labels));
    EXPECT_FALSE(info.help.empty()) << info.name;
  }
  EXPECT_THAT(published, testing::UnorderedElementsAreArray(listed));
}

TEST(engine_metrics, facts_become_series) {
  EngineMetrics metrics;
  metrics.records_processed("intake", 40);
  metrics.records_processed("intake", 2);
  metrics.dead_letter("voc.contacts", "not_json", 3);
  metrics.redaction("phone", 5);
  metrics.unknown_fields("voc.orders", 1);
  metrics.committed("committed", 0.02);
  metrics.lag("voc.contacts", 1, 17, 2.5);
  metrics.tasks("map", 2);
  metrics.rebalanced();
  metrics.restored("journey", 100, 1.5);
  metrics.state_bytes(0, 4096);
  EXPECT_THAT(
      text_of(metrics.collectable()),
      AllOf(HasSubstr("vocmap_records_processed_total{stage=\"intake\"} 42\n"),
            HasSubstr("vocmap_dead_letters_total{reason=\"not_json\",topic=\"voc.contacts\"} 3\n"),
            HasSubstr("vocmap_redactions_total{kind=\"phone\"} 5\n"),
            HasSubstr("vocmap_unknown_fields_total{topic=\"voc.orders\"} 1\n"),
            HasSubstr("vocmap_commits_total{result=\"committed\"} 1\n"),
            HasSubstr("vocmap_commits_total{result=\"fenced\"} 0\n"),
            HasSubstr("vocmap_commit_duration_seconds_bucket{le=\"0.025\"} 1\n"),
            HasSubstr("vocmap_consumer_lag_records{partition=\"1\",topic=\"voc.contacts\"} 17\n"),
            HasSubstr("vocmap_consumer_lag_seconds{partition=\"1\",topic=\"voc.contacts\"} 2.5\n"),
            HasSubstr("vocmap_tasks{stage=\"map\"} 2\n")));
  EXPECT_THAT(text_of(metrics.collectable()),
              AllOf(HasSubstr("vocmap_rebalances_total 1\n"),
                    HasSubstr("vocmap_restore_records_total{stage=\"journey\"} 100\n"),
                    HasSubstr("vocmap_restore_duration_seconds{stage=\"journey\"} 1.5\n"),
                    HasSubstr("vocmap_state_bytes 4096\n"),
                    HasSubstr("vocmap_build_info{version=\"" VOCMAP_VERSION "\"} 1\n")));
}

TEST(engine_metrics, watermark_of_a_stage_is_its_slowest_task) {
  EngineMetrics metrics;
  EXPECT_FALSE(metrics.watermark_of("map"));
  metrics.watermark("map", 0, EventTime{5'000});
  metrics.watermark("map", 1, EventTime{3'500});
  metrics.watermark("map", 2, EventTime::min());
  metrics.watermark("journey", 0, EventTime{1'000});
  EXPECT_EQ(metrics.watermark_of("map"), EventTime{3'500});
  EXPECT_THAT(
      text_of(metrics.collectable()),
      AllOf(HasSubstr("vocmap_watermark_timestamp_seconds{partition=\"1\",stage=\"map\"} 3.5\n"),
            Not(HasSubstr("partition=\"2\""))));
}

TEST(engine_metrics, series_of_a_task_end_when_it_leaves) {
  EngineMetrics metrics;
  metrics.watermark("map", 0, EventTime{5'000});
  metrics.lag("voc.contacts", 0, 17, 2.5);
  metrics.unstable("voc.contacts", 0, 3, 1.5);
  metrics.restoring("map", 0, 900);
  metrics.forget_task("map", 0);
  metrics.forget_source("voc.contacts", 0);
  EXPECT_FALSE(metrics.watermark_of("map"));
  EXPECT_THAT(text_of(metrics.collectable()),
              AllOf(Not(HasSubstr("vocmap_watermark_timestamp_seconds{")),
                    Not(HasSubstr("vocmap_restore_remaining_records{")),
                    Not(HasSubstr("vocmap_consumer_lag_records{")),
                    Not(HasSubstr("vocmap_consumer_lag_seconds{")),
                    Not(HasSubstr("vocmap_unstable_records{")),
                    Not(HasSubstr("vocmap_unstable_seconds{"))));
}

TEST(engine_metrics, state_that_is_restored_copied_and_rebuilt_is_told) {
  EngineMetrics metrics;
  metrics.restoring("journey", 2, 5'000);
  metrics.restoring("journey", 3, 70);
  metrics.restore_ended("journey", 3);
  metrics.standby_lag("map", 1, 12);
  metrics.standby_lag("map", 2, 13);
  metrics.standby_ended("map", 2);
  metrics.state_rebuilt("journey", "corrupt");
  metrics.state_memory("block_cache", 1'024);
  const auto text = text_of(metrics.collectable());
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("vocmap_restore_remaining_records{partition=\"2\",stage=\"journey\"} 5000\n"),
            Not(HasSubstr("vocmap_restore_remaining_records{partition=\"3\"")),
            HasSubstr("vocmap_standby_lag_records{partition=\"1\",stage=\"map\"} 12\n"),
            Not(HasSubstr("vocmap_standby_lag_records{partition=\"2\"")),
            HasSubstr("vocmap_state_rebuilds_total{reason=\"corrupt\",stage=\"journey\"} 1\n"),
            HasSubstr("vocmap_state_rebuilds_total{reason=\"corrupt\",stage=\"map\"} 0\n"),
            HasSubstr("vocmap_state_memory_bytes{kind=\"block_cache\"} 1024\n")));
}

TEST(engine_metrics, workers_of_an_instance_add_up) {
  EngineMetrics metrics;
  metrics.state_bytes(0, 4'096);
  metrics.state_bytes(1, 1'000);
  metrics.state_bytes(0, 96);
  metrics.tasks_opening(0, "map", 3);
  metrics.tasks_opening(1, "map", 2);
  metrics.tasks_opening(0, "map", 0);
  EXPECT_THAT(text_of(metrics.collectable()),
              AllOf(HasSubstr("vocmap_state_bytes 1096\n"),
                    HasSubstr("vocmap_tasks_opening{stage=\"map\"} 2\n")));
}

TEST(engine_metrics, background_errors_told_by_every_worker_count_once) {
  EngineMetrics metrics;
  EXPECT_THAT(text_of(metrics.collectable()), HasSubstr("vocmap_state_errors_total 0\n"));
  metrics.state_errors(3);
  metrics.state_errors(3);
  metrics.state_errors(5);
  EXPECT_THAT(text_of(metrics.collectable()), HasSubstr("vocmap_state_errors_total 5\n"));
}

TEST(engine_metrics, kafka_clients_of_a_worker_are_told_with_the_one_present_state) {
  EngineMetrics metrics;
  metrics.kafka_client(1, "producer",
                       {.round_trip_seconds = 0.25, .queued_messages = 7, .queued_bytes = 4'096});
  metrics.connections_lost("producer", 2);
  metrics.rebalance_age(1, 61.5);
  metrics.transaction_state(1, "Ready");
  metrics.transaction_state(1, "InTransaction");
  metrics.transaction_state(0, "Ready");
  const std::string labels = R"({client="producer",worker="1"} )";
  EXPECT_THAT(text_of(metrics.collectable()),
              AllOf(HasSubstr("vocmap_kafka_round_trip_seconds" + labels + "0.25\n"),
                    HasSubstr("vocmap_kafka_queued_messages" + labels + "7\n"),
                    HasSubstr("vocmap_kafka_queued_bytes" + labels + "4096\n"),
                    HasSubstr("vocmap_kafka_connections_lost_total{client=\"producer\"} 2\n"),
                    HasSubstr("vocmap_rebalance_age_seconds{worker=\"1\"} 61.5\n"),
                    HasSubstr("_state{state=\"InTransaction\",worker=\"1\"} 1\n"),
                    HasSubstr("vocmap_transaction_state{state=\"Ready\",worker=\"0\"} 1\n"),
                    Not(HasSubstr("{state=\"Ready\",worker=\"1\"}"))));
}

TEST(ledger_view, rows_add_up_the_journey_tasks_of_a_source) {
  LedgerView view;
  view.set_source("voc.contacts", 0, {100, 98, 2, 0});
  view.set_received(0, "voc.contacts", 0, {50, 48, 1, 0, 1});
  view.set_received(3, "voc.contacts", 0, {46, 45, 1, 0, 0});
  view.set_received(3, "voc.contacts", 0, {47, 46, 1, 0, 0});
  const auto snapshot = view.snapshot();
  ASSERT_EQ(snapshot.rows.size(), 1u);
  EXPECT_EQ(snapshot.rows[0].source, (SourceLedger{100, 98, 2, 0}));
  EXPECT_EQ(snapshot.rows[0].received, (ReceivedLedger{97, 94, 2, 0, 1}));
  EXPECT_TRUE(snapshot.rows[0].received.balanced());
  EXPECT_EQ(snapshot.in_flight, 1);
}

TEST(ledger_view, series_of_a_partition_start_at_zero) {
  LedgerView view;
  view.begin("voc.contacts", 3);
  EXPECT_TRUE(view.snapshot().rows.empty());
  const std::string text = text_of(view);
  for (const char* series : {"{outcome=\"forwarded\",partition=\"3\",stage=\"intake\"",
                             "{outcome=\"dead_lettered\",partition=\"3\",stage=\"intake\"",
                             "{outcome=\"received\",partition=\"3\",stage=\"journey\""}) {
    EXPECT_THAT(text, HasSubstr(std::string{"vocmap_ledger_records_total"} + series +
                                ",topic=\"voc.contacts\"} 0\n"));
  }
  view.begin("voc.contacts", 3);
  view.set_source("voc.contacts", 3, {5, 5, 0, 0});
  EXPECT_THAT(text_of(view), HasSubstr("stage=\"intake\",topic=\"voc.contacts\"} 5\n"));
}

TEST(ledger_view, task_that_moves_is_counted_by_each_process_for_its_own_part) {
  LedgerView here;
  here.set_received(0, "voc.contacts", 0, {10, 10, 0, 0, 0});
  here.forget_journey(0);
  EXPECT_TRUE(here.snapshot().rows.empty());
  const char* ten =
      "vocmap_ledger_records_total{outcome=\"counted\",partition=\"0\",stage=\"journey\","
      "topic=\"voc.contacts\"} 10\n";
  EXPECT_THAT(text_of(here), HasSubstr(ten));

  LedgerView there;
  there.restore_received(0, "voc.contacts", 0, {10, 10, 0, 0, 0});
  EXPECT_EQ(there.snapshot().rows[0].received.counted, 10u);
  there.set_received(0, "voc.contacts", 0, {20, 20, 0, 0, 0});
  EXPECT_EQ(there.snapshot().rows[0].received.counted, 20u);
  EXPECT_THAT(text_of(there), HasSubstr(ten));
}

TEST(business_metrics, newest_closed_window_is_shown_with_all_its_parts) {
  LiveTable table;
  apply_map(table, MapOf{});
  apply_map(table, MapOf{.start = "2026-03-07T23:00:00Z", .contacts = 999, .closed = false});
  apply_map(table, MapOf{.start = "2026-03-07T00:00:00Z", .size = "1d", .contacts = 700});
  table.apply(record_of(Topic::battle_map, "all", kBattleMap));
  table.apply(record_of(Topic::metrics_28d, "live_precision|28d|2026-02-09T00:00:00Z|tickets|||",
                        R"({"denominator":100,"value":0.8,"interval":[0.71,0.87]})"));
  const std::string text = text_of(BusinessMetrics{table});
  const std::string scenario = R"(line="tickets",scenario="tickets.pay.charged_twice",stage="pay")";
  const auto has = [&](const std::string& line) {
    EXPECT_THAT(text, HasSubstr("\n" + line + "\n"));
  };
  has(R"(vocmap_line_contacts{line="tickets",window="1h"} 57)");
  has(R"(vocmap_line_contacts{line="tickets",window="1d"} 700)");
  has(R"(vocmap_line_exposure{kind="order",line="tickets",window="1h"} 1234)");
  has(R"(vocmap_line_service_rate_per_10k{line="tickets",window="1h"} 461.9)");
  has(R"(vocmap_stage_contacts{line="tickets",stage="pay",window="1h"} 20)");
  has(R"(vocmap_stage_service_rate_per_10k{line="tickets",stage="none",window="1h"} 461.9)");
  has("vocmap_scenario_contacts{" + scenario + R"(,window="1h"} 9)");
  has("vocmap_scenario_service_rate_low_per_10k{" + scenario + R"(,window="1h"} 356.5)");
  has("vocmap_scenario_service_rate_high_per_10k{" + scenario + R"(,window="1h"} 598.1)");
  has("vocmap_scenario_target_per_10k{" + scenario + "} 12");
  has("vocmap_scenario_channel_contacts{channel=\"chat\"," + scenario + R"(,window="1h"} 5)");
  has(R"(vocmap_window_end_timestamp_seconds{line="tickets",window="1h"} 1772924400)");
  has(R"(vocmap_feed_missing{line="tickets",window="1h"} 0)");
  has("vocmap_battle_avoidable_contacts{" + scenario + "} 756");
  has("vocmap_battle_rank{" + scenario + "} 1");
  has("vocmap_live_precision{line=\"tickets\"} 0.8");
  has("vocmap_live_precision_low{line=\"tickets\"} 0.71");
  has("vocmap_live_precision_high{line=\"tickets\"} 0.87");
  has("vocmap_live_precision_labels{line=\"tickets\"} 100");
  EXPECT_THAT(text, HasSubstr("# HELP vocmap_line_service_rate_per_10k Service rate (服务率)"));
  EXPECT_THAT(text, Not(HasSubstr("999")));
}

TEST(business_metrics, unknown_rate_has_no_sample) {
  LiveTable table;
  MapOf missing;
  missing.exposure = "null";
  missing.rate = R"({"value":null,"interval":null,"unit":"per_10k","reason":"feed_missing"})";
  apply_map(table, missing);
  EXPECT_THAT(text_of(BusinessMetrics{table}),
              AllOf(Not(HasSubstr("service_rate")), Not(HasSubstr("vocmap_line_exposure{")),
                    HasSubstr(R"(vocmap_feed_missing{line="tickets",window="1h"} 1)")));
}

TEST(business_metrics, undecided_emergent_scenarios_are_counted_and_never_named) {
  LiveTable table;
  apply_map(table, MapOf{});
  const auto apply = [&](const std::string& id, const std::string& status, int last_day,
                         const std::string& proposed_at) {
    const std::string json = fmt::format(
        R"({{"id":"{}","line":"tickets","status":"{}","growth":{{"last_24h":{}}},"proposed_at":"{}"}})",
        id, status, last_day, proposed_at);
    ASSERT_TRUE(table.apply(record_of(Topic::scenarios, id, json)));
  };
  apply("tickets.emergent.01", "growing", 30, "2026-03-07T10:00:00Z");
  apply("tickets.emergent.02", "growing", 5, "2026-03-06T10:00:00Z");
  apply("tickets.emergent.03", "rejected", 70, "2026-03-01T10:00:00Z");
  apply("tickets.emergent.04", "proposed", 12, "2026-03-07T11:00:00Z");
  const std::string text = text_of(BusinessMetrics{table});
  for (const std::string line :
       {R"(vocmap_emergent_scenarios{line="tickets",status="growing"} 2)",
        R"(vocmap_emergent_scenarios{line="tickets",status="proposed"} 1)",
        R"(vocmap_emergent_scenarios{line="tickets",status="fading"} 0)",
        R"(vocmap_emergent_contacts{line="tickets"} 47)",
        R"(vocmap_emergent_oldest_timestamp_seconds{line="tickets"} 1772791200)"}) {
    EXPECT_THAT(text, HasSubstr("\n" + line + "\n"));
  }
  EXPECT_THAT(text, Not(HasSubstr("emergent.0")));
  EXPECT_THAT(text, Not(HasSubstr(R"(status="rejected")")));
}

TEST(business_metrics, lines_of_other_instances_are_left_to_them) {
  LiveTable table;
  apply_map(table, MapOf{});
  apply_map(table, MapOf{.line = "hotels"});
  table.apply(record_of(Topic::battle_map, "all", kBattleMap));
  const BusinessMetrics metrics{table, [](std::string_view line) { return line == "hotels"; }};
  EXPECT_THAT(text_of(metrics),
              AllOf(HasSubstr("line=\"hotels\""), Not(HasSubstr("line=\"tickets\""))));
}

TEST(process_metrics, kernel_knows_this_process_and_its_disk) {
  EXPECT_THAT(text_of(ProcessMetrics{VOCMAP_SOURCE_DIR}),
              AllOf(HasSubstr("process_resident_memory_bytes "),
                    Not(HasSubstr("process_resident_memory_bytes 0")),
                    HasSubstr("# TYPE process_cpu_seconds_total counter"),
                    HasSubstr("\nvocmap_state_disk_free_bytes "),
                    HasSubstr("\nvocmap_state_disk_size_bytes "),
                    HasSubstr("\nprocess_start_time_seconds 1"),
                    HasSubstr("\nvocmap_memory_limit_bytes ")));
}

TEST(process_metrics, disk_that_does_not_exist_has_no_sample) {
  EXPECT_THAT(text_of(ProcessMetrics{VOCMAP_SOURCE_DIR "/no/such/place"}),
              AllOf(Not(HasSubstr("vocmap_state_disk")), HasSubstr("vocmap_memory_limit_bytes ")));
}

TEST(process_metrics, memory_limit_is_the_smallest_of_the_control_groups_around_the_process) {
  const TemporaryDirectory temporary;
  const std::filesystem::path& root = temporary.path();
  std::filesystem::create_directories(root / "system.slice" / "vocmap.service");
  std::ofstream{root / "system.slice" / "vocmap.service" / "memory.max"} << "max\n";
  const double machine = memory_limit_bytes("", root);
  EXPECT_GT(machine, 1 << 20);
  EXPECT_EQ(memory_limit_bytes("0::/system.slice/vocmap.service\n", root), machine);
  EXPECT_EQ(memory_limit_bytes("12:memory:/elsewhere\n0::/gone\n", root), machine);
  std::ofstream{root / "system.slice" / "memory.max"} << "1048576\n";
  EXPECT_EQ(memory_limit_bytes("0::/system.slice/vocmap.service\n", root), 1'048'576);
  std::ofstream{root / "memory.max"} << "65536\n";  // what a container sees of its own group
  EXPECT_EQ(memory_limit_bytes("0::/\n", root), 65'536);
}

}  // namespace
}  // namespace vocmap
