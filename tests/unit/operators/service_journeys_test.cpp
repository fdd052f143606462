#include "tests/unit/operators/journey_run.h"

// What JOURNEY tells and publishes of customers: contacts among each other, journeys, orders,
// surveys.

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ServiceJourneysTest : public testing::Test {
 protected:
  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  JourneyRun run_{taxonomies_};
};

TEST_F(ServiceJourneysTest, a_late_contact_between_two_journeys_makes_one) {
  run_.take("u", opened("c1", "2026-03-07T10:00:00Z"));
  run_.take("u", opened("c3", "2026-03-14T22:00:00Z"));
  run_.flush();
  EXPECT_EQ(run_.total("journeys").first, 2);
  EXPECT_THAT(run_.journeys(), SizeIs(2));
  run_.take("u", opened("c2", "2026-03-14T02:00:00Z"));
  run_.flush();
  EXPECT_EQ(run_.total("journeys").first, 1);
  ASSERT_THAT(run_.journeys(), SizeIs(1));
  const std::string& journey = run_.journeys().begin()->second;
  EXPECT_THAT(journey, HasSubstr(R"("contacts":3)"));
  EXPECT_THAT(journey, HasSubstr(R"("opened_at":"2026-03-07T10:00:00Z")"));
  const std::string id = journey.substr(journey.find("\":\"") + 3, 16);
  ASSERT_THAT(run_.words(), SizeIs(5));
  EXPECT_THAT(run_.words()[2], HasSubstr(R"("merged_into":")" + id + '"'));
  EXPECT_THAT(run_.words()[2], HasSubstr(R"("revision":2)"));
  EXPECT_EQ(run_.words()[3], "null");
}

JourneyRules with_rate_card() {
  JourneyRules rules;
  rules.rate_card = RateCard{.currency = "CNY",
                             .wage_minor_per_hour = 3600,
                             .team_wage_minor_per_hour = {{"experts", 7200}}};
  return rules;
}

Contact handled(std::string id, std::string_view time, double talk_s) {
  Contact contact = contact_of(std::move(id), ContactEvent::closed, time);
  contact.handle.emplace().talk_s = talk_s;
  return contact;
}

TEST_F(ServiceJourneysTest, nothing_is_said_of_costs_without_a_rate_card) {
  run_.take("u", handled("c", "2026-03-07T10:00:00Z", 100));
  run_.advance(at("2026-03-08T10:00:00Z"));
  EXPECT_EQ(run_.total("handle_time").second, 1);
  for (const char* metric :
       {"contact_cost", "cost_per_contact", "cost_per_journey", "cost_per_resolution"}) {
    EXPECT_EQ(run_.total(metric), (std::pair<std::int64_t, std::int64_t>{})) << metric;
  }
}

TEST_F(ServiceJourneysTest, costs_stand_by_currency_and_apart_from_goodwill_in_another) {
  JourneyRun run{taxonomies_, with_rate_card()};
  Contact contact = handled("c", "2026-03-07T10:00:00Z", 100);
  Goodwill& coupon = contact.goodwill.emplace();
  coupon.amount_minor = 5;
  coupon.currency = "USD";
  contact.region = "north";
  run.take("u", contact);
  run.flush();
  const auto currency_of = [&](std::string_view metric) {
    std::string found;
    for (const auto& [key, amounts] : run.sums()) {
      const MeasuredAt& cell = std::get<2>(key);
      for (const Amount& amount : amounts) {
        if (amount.metric == metric_id(metric)) found += cell.of(Breakdown::currency);
      }
    }
    return found;
  };
  EXPECT_EQ(currency_of("contact_cost"), "CNY");
  EXPECT_EQ(currency_of("goodwill_amount"), "USD");
}

TEST_F(ServiceJourneysTest, what_failed_is_paid_for_by_those_that_are_resolved) {
  JourneyRun run{taxonomies_, with_rate_card()};
  run.take("u", handled("a", "2026-03-07T10:00:00Z", 100));
  Contact callback = handled("b", "2026-03-07T11:00:00Z", 30);
  callback.direction = Direction::outbound;
  run.take("u", callback);
  Contact complaint = handled("c", "2026-03-07T12:00:00Z", 7);
  complaint.complaint = true;
  complaint.team_id = "experts";
  run.take("v", complaint);
  run.take("w", opened("d", "2026-03-07T12:00:00Z"));  // of which no cost is known
  run.flush();
  EXPECT_EQ(run.total("contact_cost").first, 114'000);  // a and c; b is no inbound contact
  EXPECT_EQ(run.total("cost_per_contact"), (std::pair<std::int64_t, std::int64_t>{114'000, 2}));
  EXPECT_EQ(run.total("cost_per_journey").second, 0);  // all of them are open
  run.advance(at("2026-03-09T12:00:00Z"));
  EXPECT_EQ(run.total("cost_per_journey"), (std::pair<std::int64_t, std::int64_t>{144'000, 2}));
  EXPECT_EQ(run.total("cost_per_resolution"), (std::pair<std::int64_t, std::int64_t>{144'000, 1}));
}

TEST_F(ServiceJourneysTest, a_cost_that_is_corrected_or_whose_journey_merges_is_taken_back) {
  JourneyRun run{taxonomies_, with_rate_card()};
  run.take("u", handled("c1", "2026-03-07T10:00:00Z", 100));
  run.take("u", handled("c3", "2026-03-14T22:00:00Z", 20));
  run.advance(at("2026-03-15T22:00:00Z"));
  EXPECT_EQ(run.total("cost_per_journey"), (std::pair<std::int64_t, std::int64_t>{120'000, 2}));
  Contact between = handled("c2", "2026-03-14T23:00:00Z", 3);
  between.opened_at = at("2026-03-14T02:00:00Z");
  run.take("u", between);
  run.flush();
  EXPECT_EQ(run.total("cost_per_journey"), (std::pair<std::int64_t, std::int64_t>{123'000, 1}));
  run.take("u", handled("c3", "2026-03-14T23:30:00Z", 50));
  run.flush();
  EXPECT_EQ(run.total("contact_cost").first, 153'000);
  EXPECT_EQ(run.total("cost_per_journey"), (std::pair<std::int64_t, std::int64_t>{153'000, 1}));
}

TEST_F(ServiceJourneysTest, an_outcome_is_read_from_24_hours_on_however_far_the_watermark_jumps) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.flush();
  run_.advance(at("2026-03-08T09:59:59.999Z"));
  EXPECT_EQ(run_.total("resolution").second, 0);
  EXPECT_THAT(run_.journeys().begin()->second, HasSubstr(R"("state":"open")"));
  run_.advance(at("2026-03-08T10:00:00Z"));
  EXPECT_EQ(run_.total("resolution"), std::pair(std::int64_t{1}, std::int64_t{1}));
  EXPECT_THAT(run_.journeys().begin()->second, HasSubstr(R"("state":"provisional_24h")"));
  run_.advance(EventTime::end_of_time());
  EXPECT_THAT(run_.journeys().begin()->second, HasSubstr(R"("state":"closed")"));

  JourneyRun at_once{taxonomies_};
  at_once.take("u", opened("c", "2026-03-07T10:00:00Z"));
  at_once.advance(EventTime::end_of_time());
  EXPECT_EQ(at_once.sums(), run_.sums());
  EXPECT_EQ(at_once.journeys(), run_.journeys());
}

TEST_F(ServiceJourneysTest, what_was_assumed_is_taken_back_when_the_customer_complains) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.advance(at("2026-03-08T10:00:00Z"));
  EXPECT_EQ(run_.total("assumed_share").first, 1);
  Contact complaint = contact_of("c", ContactEvent::message, "2026-03-09T10:00:00Z");
  complaint.complaint = true;
  run_.take("u", complaint);
  run_.flush();
  EXPECT_EQ(run_.total("assumed_share").first, 0);
  EXPECT_EQ(run_.total("negative_share"), std::pair(std::int64_t{1}, std::int64_t{1}));
}

TEST_F(ServiceJourneysTest, an_answer_between_two_contacts_counts_as_long_as_their_journey) {
  run_.take("u", opened("a", "2026-03-07T10:00:00Z"));
  Survey answer = survey_of("r", SurveyMetric::solved, "2026-03-08T10:00:00Z");
  answer.contact_id = "a";
  answer.solved = true;
  run_.take("u", answer);
  run_.take("u", opened("b", "2026-03-11T10:00:00Z"));
  run_.advance(at("2026-04-11T09:00:00Z"));  // the answer is older than what is kept, b is not
  EXPECT_THAT(run_.journeys().begin()->second, HasSubstr(R"("resolution":"confirmed")"));
}

TEST_F(ServiceJourneysTest, nothing_is_told_into_or_out_of_a_final_cell) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.advance(at("2026-03-16T10:04:59.999Z"));
  Feedback feedback;
  feedback.contact_id = "c";
  feedback.scenario_id = "shop.pay.twice";
  feedback.at = at("2026-03-16T00:00:00Z");
  run_.take("u", feedback, Topic::feedback);
  const auto of_scenario = [&](Horizon horizon) {
    std::vector<std::string> found;
    for (const auto& [key, amounts] : run_.sums()) {
      const auto& [h, only, cell] = key;
      if (h == horizon && !only) found.push_back(cell.scenario);
    }
    return found;
  };
  run_.flush();
  EXPECT_THAT(of_scenario(Horizon::day), testing::Each("none"));
  EXPECT_THAT(of_scenario(Horizon::eight_days), testing::Each("shop.pay.twice"));
  run_.advance(at("2026-03-16T10:05:00Z"));
  feedback.scenario_id = "none";
  feedback.at = at("2026-03-17T00:00:00Z");
  run_.take("u", feedback, Topic::feedback);
  run_.flush();
  EXPECT_THAT(of_scenario(Horizon::eight_days), testing::Each("shop.pay.twice"));
  EXPECT_THAT(of_scenario(Horizon::thirty_one_days), testing::Each("none"));
}

TEST_F(ServiceJourneysTest, an_outcome_in_a_final_cell_stays_there_when_its_journey_goes_on) {
  run_.take("u", opened("c1", "2026-03-07T10:00:00Z"));
  run_.take("u", opened("c2", "2026-03-12T10:00:00Z"));
  Feedback feedback;
  feedback.contact_id = "c1";
  feedback.scenario_id = "shop.pay.twice";
  feedback.at = at("2026-03-12T11:00:00Z");
  run_.take("u", feedback, Topic::feedback);
  run_.advance(at("2026-03-16T10:05:00Z"));
  const auto outcomes = [&] {
    std::vector<std::string> cells;
    for (const auto& [key, amounts] : run_.sums()) {
      if (std::get<Horizon>(key) != Horizon::eight_days) continue;
      for (const Amount& amount : amounts) {
        if (amount.metric == metric_id("resolution")) {
          cells.push_back(format_rfc3339(std::get<MeasuredAt>(key).at));
        }
      }
    }
    return cells;
  };
  EXPECT_THAT(outcomes(),
              testing::UnorderedElementsAre("2026-03-07T10:00:00Z", "2026-03-12T10:00:00Z"));
  feedback.contact_id = "c2";
  run_.take("u", feedback, Topic::feedback);
  run_.flush();
  EXPECT_THAT(run_.journeys(), SizeIs(1));
  EXPECT_THAT(outcomes(), ElementsAre("2026-03-07T10:00:00Z"));
}

TEST_F(ServiceJourneysTest, an_order_alone_revises_the_return_of_its_customer) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.advance(at("2026-03-15T10:00:00Z"));
  EXPECT_EQ(run_.total("return_to_transaction_30d"), std::pair(std::int64_t{0}, std::int64_t{1}));
  run_.take("u", placed("o", "2026-03-16T10:00:00Z"));
  run_.flush();
  EXPECT_EQ(run_.total("return_to_transaction_30d"), std::pair(std::int64_t{1}, std::int64_t{1}));
  EXPECT_EQ(run_.total("return_to_transaction_7d").first, 0);
}

TEST_F(ServiceJourneysTest, a_customer_is_counted_once_per_window) {
  run_.take("u", opened("c1", "2026-03-07T10:00:00Z"));
  run_.take("u", opened("c2", "2026-03-07T10:30:00Z"));
  run_.take("u", opened("c3", "2026-03-07T11:00:00Z"));
  run_.take("v", opened("c4", "2026-03-07T10:00:00Z"));
  run_.flush();
  std::map<std::pair<int, std::string>, std::int64_t> of_line;
  for (const auto& [key, amounts] : run_.sums()) {
    const auto& [horizon, only, cell] = key;
    if (only && cell.stage.empty()) {
      of_line[std::pair<int, std::string>{*only, format_rfc3339(cell.at)}] +=
          amounts.at(0).numerator;
    }
  }
  EXPECT_THAT(of_line, ElementsAre(testing::Pair(std::pair(0, "2026-03-07T10:00:00Z"), 2),
                                   testing::Pair(std::pair(0, "2026-03-07T11:00:00Z"), 1),
                                   testing::Pair(std::pair(1, "2026-03-07T00:00:00Z"), 2)));
}

TEST_F(ServiceJourneysTest, an_order_is_right_first_time_until_someone_asks_about_it) {
  run_.take("u", placed("o1", "2026-03-07T10:00:00Z"));
  run_.take("u", placed("o2", "2026-03-08T10:00:00Z"));
  run_.flush();
  EXPECT_EQ(run_.total("right_first_time"), std::pair(std::int64_t{2}, std::int64_t{2}));
  EXPECT_EQ(run_.total("return_without_contact_30d"), std::pair(std::int64_t{1}, std::int64_t{2}));
  Contact contact = opened("c", "2026-03-09T10:00:00Z");
  contact.order_id = "o1";
  run_.take("u", contact);
  run_.flush();
  EXPECT_EQ(run_.total("right_first_time"), std::pair(std::int64_t{1}, std::int64_t{2}));
  EXPECT_EQ(run_.total("return_without_contact_30d"), std::pair(std::int64_t{0}, std::int64_t{0}));
}

TEST_F(ServiceJourneysTest, an_order_remembers_contacts_longer_than_they_are_kept) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.advance(at("2026-04-06T00:00:00Z"));
  run_.take("u", placed("o1", "2026-04-06T10:00:00Z"));
  run_.advance(at("2026-05-01T00:00:00Z"));
  run_.take("u", placed("o2", "2026-05-01T10:00:00Z"));
  run_.flush();
  EXPECT_EQ(run_.total("return_without_contact_30d").second, 1) << "o2 alone is without contact";
  EXPECT_EQ(run_.total("right_first_time"), std::pair(std::int64_t{2}, std::int64_t{2}));
}

TEST_F(ServiceJourneysTest, refunds_and_disputes_count_once_at_their_first_time) {
  Order order = placed("o", "2026-03-07T10:00:00Z");
  run_.take("u", order);
  for (const std::string_view time : {"2026-03-08T10:00:00Z", "2026-03-08T09:00:00Z"}) {
    order = order_of("o", OrderEvent::refunded, time);
    order.customer_id = "u";
    run_.take("u", order);
    run_.flush();
  }
  EXPECT_EQ(run_.total("refunds_per_10k").first, 1);
  EXPECT_EQ(run_.total("disputes_per_10k").first, 0);
  for (const auto& [key, amounts] : run_.sums()) {
    if (amounts.at(0).metric == metric_id("refunds_per_10k")) {
      EXPECT_EQ(std::get<2>(key).at, at("2026-03-08T09:00:00Z"));
    }
  }
}

TEST_F(ServiceJourneysTest, exposure_is_told_by_region_and_product_when_the_order_names_them) {
  Order order = order_of("o1", OrderEvent::placed, "2026-03-07T10:01:00Z");
  order.exposure_count = 7;
  run_.take("o1", order);
  run_.flush();
  EXPECT_EQ(run_.total("exposure").first, 0);
  order.order_id = "o2";
  order.region = "EU";
  run_.take("o2", order);
  run_.flush();
  ASSERT_THAT(run_.sums(), SizeIs(1));
  const auto& [horizon, only, cell] = run_.sums().begin()->first;
  EXPECT_EQ(horizon, Horizon::day);
  EXPECT_EQ(cell.of(Breakdown::region), "EU");
  EXPECT_EQ(run_.total("exposure").first, 7);
}

TEST_F(ServiceJourneysTest, surveys_count_where_the_contact_that_they_name_does) {
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  Survey csat = survey_of("r1", SurveyMetric::csat, "2026-03-08T10:00:00Z");
  csat.contact_id = "c";
  csat.score = 4;
  run_.take("u", csat);
  Survey sent = survey_of("r1", SurveyMetric::csat, "2026-03-08T09:00:00Z");
  sent.event = SurveyEvent::sent;
  sent.metric.reset();
  run_.take("u", sent);
  run_.flush();
  EXPECT_EQ(run_.total("csat"), std::pair(std::int64_t{4000}, std::int64_t{1}));
  EXPECT_EQ(run_.total("answer_rate"), std::pair(std::int64_t{1}, std::int64_t{1}));
  for (const auto& [key, amounts] : run_.sums()) {
    if (amounts.at(0).metric == metric_id("csat")) {
      EXPECT_EQ(std::get<2>(key).scenario, "none");
    }
  }
  Contact rated = contact_of("c", ContactEvent::rated, "2026-03-07T11:00:00Z");
  rated.csat = 2;
  run_.take("u", rated);
  run_.flush();
  EXPECT_EQ(run_.total("csat"), std::pair(std::int64_t{2000}, std::int64_t{1}))
      << "the contact's own rating goes before";
}

TEST_F(ServiceJourneysTest, experience_and_expectation_of_one_order_are_a_gap) {
  Survey expected = survey_of("r1", SurveyMetric::expectation, "2026-03-07T10:00:00Z");
  Survey lived = survey_of("r2", SurveyMetric::experience, "2026-03-09T10:00:00Z");
  expected.order_id = lived.order_id = "o";
  expected.score = 8;
  lived.score = 6.5;
  run_.take("u", lived);
  run_.take("u", expected);
  run_.flush();
  EXPECT_EQ(run_.total("satisfaction_gap"), std::pair(std::int64_t{-1500}, std::int64_t{1}));
}

TEST_F(ServiceJourneysTest, all_is_forgotten_in_the_end_and_told_no_more) {
  run_.take("u", placed("o", "2026-03-07T09:00:00Z"));
  run_.take("u", opened("c", "2026-03-07T10:00:00Z"));
  run_.take("u", survey_of("r", SurveyMetric::csat, "2026-03-07T11:00:00Z"));
  run_.advance(at("2026-07-01T00:00:00Z"));
  const Sums sums = run_.sums();
  const std::size_t deltas = run_.deltas();
  run_.advance(EventTime::end_of_time());
  EXPECT_EQ(run_.sums(), sums);
  EXPECT_EQ(run_.deltas(), deltas);
}

}  // namespace
}  // namespace vocmap
