#include <cstdlib>
#include <memory>
#include <random>

#include "tests/unit/operators/journey_run.h"

// Whatever order the events of a customer arrive in, the same is told in the end. VOCMAP_SEED
// repeats a run.

namespace vocmap {
namespace {

// One event of a customer, of any kind.
struct AnyEvent {
  Topic topic{};
  EventTime at;
  InputEvent event;
};

class AnyOrder : public testing::Test {
 protected:
  static std::uint32_t seed() {
    const char* given = std::getenv("VOCMAP_SEED");
    return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : 20'260'307;
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string moment() {
    return format_rfc3339(at("2026-03-07T00:00:00Z") + std::chrono::minutes{below(25 * 24 * 60)});
  }

  AnyEvent some_contact() {
    const std::string id = "c" + std::to_string(below(14));
    const auto [known, is_new] = opened_at_.try_emplace(id, moment());
    Contact contact = contact_of(id, ContactEvent::opened, known->second);
    if (!is_new) {
      contact.event = static_cast<ContactEvent>(1 + below(7));
      contact.occurred_at = contact.occurred_at + std::chrono::minutes{below(12 * 24 * 60)};
      contact.opened_at = at(known->second);
    }
    if (one_in(3)) contact.order_id = "o" + std::to_string(below(3));
    if (one_in(5)) contact.direction = Direction::outbound;
    if (one_in(4)) contact.scenario_id = "app.use.crash";
    if (one_in(2)) contact.line = "app";
    contact.channel = static_cast<Channel>(below(4));
    if (one_in(5)) contact.complaint = true;
    if (one_in(5)) contact.escalated = true;
    if (one_in(5)) contact.resolved_claim = ResolvedClaim::customer;
    if (one_in(5)) contact.handler = static_cast<Handler>(below(2));
    if (one_in(5)) contact.csat = 1 + static_cast<double>(below(5));
    if (one_in(5)) contact.promised_by = contact.occurred_at + std::chrono::hours{below(300)};
    return {Topic::contacts, contact.occurred_at, contact};
  }
  AnyEvent some_order() {
    constexpr OrderEvent kEvents[] = {OrderEvent::placed, OrderEvent::placed, OrderEvent::cancelled,
                                      OrderEvent::refunded, OrderEvent::disputed};
    Order order = order_of("o" + std::to_string(below(5)), kEvents[below(5)], moment());
    order.customer_id = "u";
    if (one_in(2)) order.region = "r" + std::to_string(below(2));
    if (one_in(2)) order.product_id = "p" + std::to_string(below(2));
    return {Topic::orders, order.occurred_at, order};
  }
  AnyEvent some_survey() {
    constexpr SurveyMetric kMetrics[] = {SurveyMetric::csat, SurveyMetric::solved,
                                         SurveyMetric::expectation, SurveyMetric::experience};
    Survey survey = survey_of("r" + std::to_string(surveys_++), kMetrics[below(4)], moment());
    survey.score = static_cast<double>(1 + below(5));
    if (survey.metric == SurveyMetric::solved) survey.solved = one_in(2);
    if (one_in(2)) survey.contact_id = "c" + std::to_string(below(14));
    if (one_in(2)) survey.order_id = "o" + std::to_string(below(3));
    if (one_in(2)) survey.line.reset();
    if (one_in(5)) survey.event = SurveyEvent::sent;
    return {Topic::surveys, survey.occurred_at, survey};
  }

  std::vector<AnyEvent> some_events() {
    opened_at_.clear();
    std::vector<AnyEvent> events;
    for (std::size_t i = 20 + below(30); i > 0; --i) {
      const std::size_t kind = below(6);
      events.push_back(kind < 4 ? some_contact() : kind == 4 ? some_order() : some_survey());
    }
    return events;
  }

  // Every event comes before the watermark is a lateness past it; some come far ahead.
  std::unique_ptr<JourneyRun> run(std::vector<std::pair<EventTime, AnyEvent>> arrivals) {
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    auto run = std::make_unique<JourneyRun>(taxonomies_);
    for (const auto& [time, event] : arrivals) {
      if (one_in(2)) run->advance(time);
      run->take("u", event.event, event.topic);
      if (one_in(3)) run->flush();
    }
    run->advance(EventTime::end_of_time());
    return run;
  }

  std::mt19937 random_{seed()};
  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  std::map<std::string, std::string> opened_at_;
  std::size_t surveys_ = 0;
};

TEST_F(AnyOrder, of_arrival_gives_the_same_sums_and_journeys) {
  for (int round = 0; round < 40; ++round) {
    const std::vector<AnyEvent> events = some_events();
    std::vector<std::pair<EventTime, AnyEvent>> in_order, shuffled;
    for (const AnyEvent& event : events) {
      in_order.emplace_back(event.at, event);
      const Duration late{below(std::chrono::milliseconds{std::chrono::hours{24}}.count())};
      const Duration early = one_in(3) ? Duration{std::chrono::hours{below(40 * 24)}} : Duration{0};
      shuffled.emplace_back(event.at + late - early, event);
    }
    const auto expected = run(in_order);
    const auto found = run(shuffled);
    ASSERT_EQ(found->journeys(), expected->journeys())
        << "VOCMAP_SEED=" << seed() << " round " << round;
    ASSERT_EQ(found->sums(), expected->sums()) << "VOCMAP_SEED=" << seed() << " round " << round;
  }
}

}  // namespace
}  // namespace vocmap
