#include "pipeline/cli/reload/taxonomy_exchange.h"

#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "pipeline/runtime/task.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view kTakesEffect = "2026-03-08T00:00:00Z";

std::string second_version() {
  std::string text{kShopAndApp};
  return text.replace(text.find("version: 1"), 10,
                      "version: 2\neffective_from: " + std::string{kTakesEffect});
}

class TaxonomyExchangeTest : public testing::Test {
 protected:
  // A worker of the process whose topology is `topology`, at work until the test ends.
  std::jthread working(VoiceOfCustomer& topology) {
    return std::jthread{[&](const std::stop_token& stop) {
      while (!stop.stop_requested()) topology.between_transactions();
      gate_.leave();
    }};
  }
  static void read_event(VoiceOfCustomer& topology, const std::string& occurred_at) {
    const std::string contact =
        R"({"contact_id":"c1","event":"opened","line":"shop","channel":"chat","text":"twice",)"
        R"("occurred_at":")" +
        occurred_at + "\"}";
    Outbox out;
    const Record record{.topic = Topic::contacts, .value = contact};
    const auto outcome = topology.make_source(Topic::contacts)->on_record(record, out);
    ASSERT_EQ(outcome.fate, SourceOutcome::Fate::forwarded);
  }
  static std::vector<Taxonomy> both_versions() {
    return {*load_taxonomy(kShopAndApp), *load_taxonomy(second_version())};
  }
  EventTime newest_event() {
    ++asked_;
    return std::max(first_.newest_event(), second_.newest_event());
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  Gate gate_{2};
  VoiceOfCustomer first_{taxonomies_, {}, &gate_};
  VoiceOfCustomer second_{taxonomies_, {}, &gate_};
  std::atomic<int> asked_ = 0;
  TaxonomyExchange exchange_{
      taxonomies_, {&first_, &second_}, gate_, [this] { return newest_event(); }};
};

TEST_F(TaxonomyExchangeTest, all_workers_take_on_a_version_that_lies_ahead) {
  const std::jthread one = working(first_);
  const std::jthread two = working(second_);
  const auto taken = exchange_.take_on(both_versions(), 30s);
  ASSERT_TRUE(taken && *taken);
  EXPECT_EQ(exchange_.taxonomies().latest().version(), 2u);
  EXPECT_FALSE(*exchange_.take_on(both_versions(), 30s)) << "nothing is new";
  const auto closed = gate_.close(30s);
  EXPECT_THAT(first_.lineage(), SizeIs(2));
  EXPECT_EQ(second_.lineage(), first_.lineage());
}

TEST_F(TaxonomyExchangeTest, a_version_whose_time_comes_while_it_is_fitted_is_taken_on_by_nobody) {
  const std::jthread one = working(first_);
  auto answer =
      std::async(std::launch::async, [this] { return exchange_.take_on(both_versions(), 30s); });
  while (asked_ == 0) std::this_thread::yield();  // it lay ahead then
  read_event(second_, std::string{kTakesEffect});
  second_.between_transactions();
  const std::jthread two = working(second_);
  const auto taken = answer.get();
  ASSERT_FALSE(taken);
  EXPECT_FALSE(taken.error().passing);
  EXPECT_THAT(taken.error().problems,
              ElementsAre(HasSubstr("version 2: effective_from 2026-03-08T00:00:00Z has passed")));
  EXPECT_EQ(exchange_.taxonomies().latest().version(), 1u);
  const auto closed = gate_.close(30s);
  EXPECT_THAT(first_.lineage(), SizeIs(1));
  EXPECT_THAT(second_.lineage(), SizeIs(1));
}

// The watermark, which is restored as well, lies out_of_orderness before it.
TEST_F(TaxonomyExchangeTest, a_version_that_held_for_an_event_before_the_start_is_refused) {
  const EventTime newest = *parse_rfc3339(std::string{kTakesEffect});
  const SourceTask task{first_.make_source(Topic::contacts),
                        {},
                        {.source = {Topic::contacts, 0},
                         .topic_name = "voc.contacts",
                         .stored = {1, "1 1 1 1 0 0 " + std::to_string(newest.ms)},
                         .end_offset = 1,
                         .now_ms = newest.ms,
                         .downstream_partitions = 1,
                         .upstreams = {{Topic::contacts, 1}}}};
  first_.between_transactions();
  const std::jthread one = working(first_);
  const std::jthread two = working(second_);
  const auto taken = exchange_.take_on(both_versions(), 30s);
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().problems, ElementsAre(HasSubstr("has passed")));
}

TEST_F(TaxonomyExchangeTest, a_version_that_tasks_wait_for_is_taken_on_when_its_time_has_passed) {
  read_event(first_, "2026-03-09T10:00:00Z");
  first_.between_transactions();
  const std::jthread one = working(first_);
  const std::jthread two = working(second_);
  EXPECT_FALSE(exchange_.take_on(both_versions(), 30s)) << "nobody waits";
  second_.await_taxonomy(2);
  EXPECT_EQ(exchange_.awaited(), 2u);
  EXPECT_TRUE(exchange_.take_on(both_versions(), 30s));
  EXPECT_EQ(exchange_.awaited(), 0u) << "it is known";
}

TEST_F(TaxonomyExchangeTest, a_worker_in_the_middle_of_a_transaction_is_no_reason_for_ever) {
  std::optional<std::jthread> one = working(first_);
  const auto waited = exchange_.take_on(both_versions(), 10ms);
  ASSERT_FALSE(waited);
  EXPECT_TRUE(waited.error().passing);
  EXPECT_THAT(first_.lineage(), SizeIs(1));
  const std::jthread two = working(second_);
  EXPECT_TRUE(exchange_.take_on(both_versions(), 30s).value());
}

}  // namespace
}  // namespace vocmap
