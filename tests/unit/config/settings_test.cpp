#include "pipeline/config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/cli/temporary_directory.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Host kHost = {"node-7", [](const std::string& name) -> std::optional<std::string> {
                      if (name == "KAFKA_PASSWORD") return "s3cret";
                      return std::nullopt;
                    }};

Settings loaded(std::string_view yaml, Purpose purpose = Purpose::other) {
  auto settings = load_settings(yaml, purpose, kHost);
  for (const auto& problem : settings ? Problems{} : settings.error()) ADD_FAILURE() << problem;
  return settings.value_or(Settings{});
}

Problems problems_of(std::string_view yaml, Purpose purpose = Purpose::other) {
  auto settings = load_settings(yaml, purpose, kHost);
  return settings ? Problems{} : settings.error();
}

TEST(settings, empty_file_is_all_defaults) {
  const Settings s = loaded("");
  EXPECT_EQ(s.application, "vocmap");
  EXPECT_EQ(s.instance, "node-7");
  EXPECT_EQ(s.threads, 1);
  EXPECT_EQ(s.state_dir, "/var/lib/vocmap");
  EXPECT_EQ(s.http.port, 9464);
  EXPECT_EQ(s.time.out_of_orderness, 30s);
  EXPECT_EQ(s.time.lateness, 24h);
  EXPECT_EQ(s.commit.interval, 200ms);
  EXPECT_EQ(s.topics.of(Topic::journey_changelog), "vocmap.journey-changelog");
}

TEST(settings, every_key_is_taken) {
  const Settings s = loaded(R"(
application: voice
instance: "0"
threads: 3
journeys: [a.yaml, b.yaml]
state_dir: /data
kafka: {bootstrap.servers: "k1:9092,k2:9092", security.protocol: sasl_ssl}
topics: {contacts: my.contacts, voc.metrics.1h: my.hours, map-changelog: m}
http: {address: 0.0.0.0, port: 0}
partitions: {journey: 12, map: 6}
time: {out_of_orderness: 90s, lateness: 2d, idle_timeout: 5m, horizon: 36h}
commit: {interval: 50ms, max_records: 100}
publish_interval: 2s
limits: {max_record_bytes: 2048, max_text_bytes: 1024}
)",
                            Purpose::run);
  EXPECT_EQ(s.instance, "0");
  EXPECT_EQ(s.threads, 3);
  EXPECT_THAT(s.journeys, ElementsAre("a.yaml", "b.yaml"));
  EXPECT_EQ(s.kafka.at("bootstrap.servers"), "k1:9092,k2:9092");
  EXPECT_EQ(s.topics.of(Topic::contacts), "my.contacts");
  EXPECT_EQ(s.topics.of(Topic::metrics_1h), "my.hours");
  EXPECT_EQ(s.topics.of(Topic::map_changelog), "m");
  EXPECT_EQ(s.http.address, "0.0.0.0");
  EXPECT_EQ(s.http.port, 0);
  EXPECT_EQ(s.partitions.journey, 12);
  EXPECT_EQ(s.time.out_of_orderness, 90s);
  EXPECT_EQ(s.time.lateness, 48h);
  EXPECT_EQ(s.time.idle_timeout, 5min);
  EXPECT_EQ(s.time.horizon, 36h);
  EXPECT_EQ(s.commit.interval, 50ms);
  EXPECT_EQ(s.commit.max_records, 100);
  EXPECT_EQ(s.publish_interval, 2s);
  EXPECT_EQ(s.limits.max_text_bytes, 1024);
}

TEST(settings, text_model_and_precision) {
  EXPECT_TRUE(loaded("threads: 1").text.model.empty());
  const Settings s = loaded("text: {model: m.vocmap, wanted_precision: 90}");
  EXPECT_EQ(s.text.model, "m.vocmap");
  EXPECT_EQ(s.text.wanted_precision, 90);
}

TEST(settings, application_names_the_internal_topics_only) {
  const Settings s = loaded("application: voice");
  EXPECT_EQ(s.topics.of(Topic::journey_in), "voice.journey");
  EXPECT_EQ(s.topics.of(Topic::rank_changelog), "voice.rank-changelog");
  EXPECT_EQ(s.topics.of(Topic::contacts), "voc.contacts");
}

TEST(settings, all_problems_are_told_at_once_in_the_order_of_the_lines) {
  EXPECT_THAT(problems_of(R"(thread: 2
threads: many
time: {lateness: 24, horizonn: 24h}
kafka: {group.id: mine, sasl.password: "${NOWHERE}"}
topics:
  contact: x
  orders: "no spaces"
limits: {max_record_bytes: 2048}
http: {port: 65536}
commit: {interval: 1h}
threads: 2
)",
                          Purpose::run),
              ElementsAre(AllOf(StartsWith("line 1: thread: unknown key"), HasSubstr("threads")),
                          StartsWith("line 2: threads: must be an integer from 1 to 256"),
                          StartsWith("line 3: time.lateness: must be a duration"),
                          StartsWith("line 3: time.horizonn: unknown key"),
                          StartsWith("line 4: kafka.group.id: cannot be set: vocmap derives"),
                          HasSubstr("environment variable NOWHERE is not set"),
                          StartsWith("line 6: topics.contact: no such topic"),
                          StartsWith("line 7: topics.orders: must be a topic name"),
                          StartsWith("line 9: http.port: must be an integer"),
                          StartsWith("line 10: commit.interval: must be a duration from 1ms to 5s"),
                          StartsWith("line 11: threads: is given twice"),
                          StartsWith("limits: max_text_bytes is larger"),
                          StartsWith("kafka: bootstrap.servers is missing"),
                          StartsWith("journeys: is missing")));
}

TEST(settings, text_that_is_not_yaml_is_one_problem_with_its_line) {
  EXPECT_THAT(problems_of("threads: 1\nhttp: {port: 1\n"), ElementsAre(HasSubstr("not YAML")));
  EXPECT_THAT(problems_of("threads: 1\nstate_dir: /tmp/caf\xe9\n"),
              ElementsAre("line 2: not UTF-8"));
  EXPECT_THAT(problems_of("- a\n- b\n"), ElementsAre(HasSubstr("must be a mapping")));
  EXPECT_THAT(problems_of("kafka: 7\ntopics: [a]\ntime: now\njourneys: {a: b}\n"),
              ElementsAre(StartsWith("line 1: kafka"), StartsWith("line 2: topics"),
                          StartsWith("line 3: time"), StartsWith("line 4: journeys")));
}

TEST(settings, secrets_come_from_the_environment_and_never_reach_a_problem) {
  const Settings s = loaded("kafka: {sasl.password: 'x${KAFKA_PASSWORD}$y'}");
  EXPECT_EQ(s.kafka.at("sasl.password"), "xs3cret$y");
  EXPECT_THAT(problems_of("kafka: {sasl.password: 'hunter2${'}"),
              ElementsAre(AllOf(HasSubstr("environment variable"), Not(HasSubstr("hunter2")))));
}

TEST(settings, two_topics_of_one_name_are_refused) {
  EXPECT_THAT(problems_of("topics: {contacts: x, orders: x}"),
              ElementsAre("topics: voc.contacts and voc.orders are both called x"));
  EXPECT_THAT(problems_of("topics: {contacts: x, voc.contacts: y}"),
              ElementsAre(HasSubstr("given twice")));
}

TEST(settings, one_taxonomy_needs_no_list) {
  EXPECT_THAT(loaded("journeys: journeys.yaml").journeys, ElementsAre("journeys.yaml"));
}

TEST(settings, host_name_that_is_no_safe_name_needs_an_instance) {
  const Host odd = {"my host", kHost.variable};
  const auto settings = load_settings("", Purpose::other, odd);
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error(), ElementsAre(StartsWith("instance: is missing")));
  EXPECT_TRUE(load_settings("instance: '1'", Purpose::other, odd));
}

TEST(settings_file, paths_are_relative_to_the_file_and_problems_name_it) {
  const TemporaryDirectory temporary;
  const std::filesystem::path& folder = temporary.path();
  const auto file = folder / "vocmap.yaml";
  std::ofstream{file} << "journeys: [j.yaml, /etc/k.yaml]\nstate_dir: state\n";
  const auto settings = load_settings_file(file, Purpose::other, kHost);
  ASSERT_TRUE(settings);
  EXPECT_THAT(settings->journeys, ElementsAre(folder / "j.yaml", "/etc/k.yaml"));
  EXPECT_EQ(settings->state_dir, folder / "state");

  std::ofstream{file} << "x: 1\n";
  EXPECT_THAT(load_settings_file(file, Purpose::other, kHost).error(),
              ElementsAre(StartsWith(file.string() + ": line 1: x: unknown key")));
  EXPECT_THAT(load_settings_file(folder, Purpose::other, kHost).error(),
              ElementsAre(HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace vocmap
