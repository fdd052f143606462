#include "operators/journey/outcome.h"

#include <gmock/gmock.h>

#include "tests/unit/journey/journey_support.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kOpened = "2026-03-07T10:00:00Z";

class OutcomeTest : public testing::Test {
 protected:
  // The first journey, read when the watermark is `age` after the last contact.
  JourneyFact read(Duration age = std::chrono::days{7}) {
    chains_ = build_chains("u", contacts_);
    const auto surveys = solved_surveys(chains_, surveys_);
    const Chain& chain = chains_.at(0);
    return make_journey_fact(chain, surveys.at(0), chain.last().cell.at + age);
  }
  ContactFact& only() { return contacts_.at(0).fact; }

  std::vector<KeptContact> contacts_ = {contact_at("c1", kOpened)};
  std::vector<KeptSurvey> surveys_;
  std::vector<Chain> chains_;
};

TEST_F(OutcomeTest, silence_is_open_then_assumed_and_final_after_7_days) {
  const auto reading = [&](Duration age) {
    const JourneyFact fact = read(age);
    return std::pair{fact.state, fact.resolution};
  };
  using State = JourneyState;
  using Resolution = JourneyResolution;
  const std::chrono::hours h{1};
  EXPECT_EQ(reading(24 * h - Duration{1}), std::pair(State::open, Resolution::open));
  EXPECT_EQ(reading(24 * h), std::pair(State::provisional_24h, Resolution::assumed));
  EXPECT_EQ(reading(72 * h - Duration{1}), std::pair(State::provisional_24h, Resolution::assumed));
  EXPECT_EQ(reading(72 * h), std::pair(State::provisional_72h, Resolution::assumed));
  EXPECT_EQ(reading(168 * h - Duration{1}), std::pair(State::provisional_72h, Resolution::assumed));
  EXPECT_EQ(reading(168 * h), std::pair(State::closed, Resolution::assumed));
}

TEST_F(OutcomeTest, the_newest_word_of_the_customer_decides) {
  only().verdicts = {{at("2026-03-07T11:00:00Z"), false}, {at("2026-03-07T12:00:00Z"), true}};
  EXPECT_EQ(read().resolution, JourneyResolution::confirmed);
  surveys_ = {solved_at("2026-03-07T13:00:00Z", false)};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
  surveys_.push_back(solved_at("2026-03-08T13:00:00Z", true, "r2"));
  EXPECT_EQ(read().resolution, JourneyResolution::confirmed);
}

TEST_F(OutcomeTest, of_two_words_at_once_the_negative_wins) {
  only().verdicts = {{at("2026-03-07T11:00:00Z"), false}};
  surveys_ = {solved_at("2026-03-07T11:00:00Z", true)};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
  only().verdicts = {{at("2026-03-07T11:00:00Z"), true}};
  surveys_ = {solved_at("2026-03-07T11:00:00Z", false)};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
}

TEST_F(OutcomeTest, evidence_counts_up_to_7_days_after_the_last_contact) {
  surveys_ = {solved_at("2026-03-14T10:00:00Z", false)};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
  surveys_ = {solved_at("2026-03-14T10:00:00.001Z", false)};
  EXPECT_EQ(read().resolution, JourneyResolution::assumed);
  contacts_.push_back(contact_at("c2", "2026-03-08T10:00:00Z"));
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
}

TEST_F(OutcomeTest, an_escalation_is_negative_until_its_contact_is_resolved) {
  only().escalations = {at("2026-03-07T11:00:00Z")};
  surveys_ = {solved_at("2026-03-08T11:00:00Z", true)};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
  only().resolutions = {at("2026-03-07T11:00:00Z")};
  EXPECT_EQ(read().resolution, JourneyResolution::negative) << "not later";
  only().resolutions = {at("2026-03-07T11:00:01Z")};
  EXPECT_EQ(read().resolution, JourneyResolution::confirmed);
  only().escalations.push_back(at("2026-03-15T11:00:00Z"));
  EXPECT_EQ(read().resolution, JourneyResolution::confirmed) << "too late to count";
}

TEST_F(OutcomeTest, a_complaint_in_an_outbound_contact_counts_as_well) {
  contacts_.push_back(outbound(contact_at("o", "2026-03-08T10:00:00Z")));
  contacts_[1].fact.verdicts = {{at("2026-03-08T10:05:00Z"), false}};
  EXPECT_EQ(read().resolution, JourneyResolution::negative);
}

TEST_F(OutcomeTest, a_survey_without_a_contact_means_the_newest_before_it) {
  contacts_.push_back(about(contact_at("c2", "2026-03-08T10:00:00Z"), "o"));
  surveys_ = {
      solved_at("2026-03-07T23:00:00Z", true, "r1"), solved_at("2026-03-08T23:00:00Z", true, "r2"),
      solved_at("2026-03-08T23:00:00Z", true, "r3"), solved_at("2026-03-07T23:00:00Z", true, "r4"),
      solved_at("2026-03-08T23:00:00Z", true, "r5")};
  surveys_[2].contact_id = "c1";
  surveys_[3].order_id = "o";  // before any contact about it
  surveys_[4].line = "app";
  const std::vector<Chain> chains = build_chains("u", contacts_);
  const auto by_chain = solved_surveys(chains, surveys_);
  const auto ids = [&](std::size_t chain) {
    std::vector<std::string> found;
    for (const KeptSurvey* survey : by_chain.at(chain)) found.push_back(survey->response_id);
    return found;
  };
  EXPECT_THAT(ids(0), ElementsAre("r1", "r3"));
  EXPECT_THAT(ids(1), ElementsAre("r2"));
}

TEST_F(OutcomeTest, sums_are_those_of_the_inbound_contacts) {
  contacts_.push_back(contact_at("c2", "2026-03-07T12:00:00Z"));
  contacts_.push_back(contact_at("c3", "2026-03-09T12:00:00Z"));
  contacts_.push_back(outbound(contact_at("o", "2026-03-09T13:00:00Z")));
  for (KeptContact& contact : contacts_) {
    contact.fact.transfers = contact.fact.reopens = contact.fact.bot_turns = 1;
    contact.fact.wait_ms = 10;
    contact.fact.customer_turns = 2;
  }
  contacts_[1].fact.channel = Channel::call;
  contacts_[1].fact.handle_ms = 500;
  const JourneyFact fact = read();
  EXPECT_THAT(fact.contacts, ElementsAre("c1", "c2", "c3"));
  EXPECT_THAT(fact.outbound, ElementsAre("o"));
  EXPECT_EQ(std::tuple(fact.transfers, fact.reopens, fact.bot_turns, fact.wait_ms, fact.handle_ms),
            std::tuple(3, 3, 3, 30, 500));
  EXPECT_EQ(fact.effort_ms, 2 * 2 * 30'000) << "of the two contacts without handle time";
  EXPECT_EQ(fact.channel_switches, 2);
  EXPECT_EQ(effort_tenths(fact), 10 * (3 + 2 + 3 + 3 + 2) + 3);
}

TEST_F(OutcomeTest, the_peak_is_the_strongest_sentiment_and_the_end_the_last) {
  contacts_.push_back(contact_at("c2", "2026-03-07T12:00:00Z"));
  contacts_.push_back(contact_at("c3", "2026-03-07T13:00:00Z"));
  EXPECT_EQ(read().peak_sentiment, std::nullopt);
  only().sentiment_worst = -400;
  only().sentiment_best = only().sentiment_last = 600;
  contacts_[1].fact.sentiment_worst = contacts_[1].fact.sentiment_last = -600;
  contacts_[1].fact.sentiment_best = 100;
  EXPECT_EQ(read().peak_sentiment, -600) << "of two as strong the negative one";
  EXPECT_EQ(read().end_sentiment, -600) << "the third contact says nothing";
  only().sentiment_best = 601;
  EXPECT_EQ(read().peak_sentiment, 601);
}

TEST_F(OutcomeTest, steps_know_their_wait_and_what_they_return_to) {
  contacts_[0].steps = {
      step_of("2026-03-07T10:00:00Z", "2026-03-07T10:02:00Z", Handler::bot),
      step_of("2026-03-07T10:05:00Z", "2026-03-07T10:30:00Z", Handler::human, "front")};
  contacts_.push_back(contact_at("c2", "2026-03-07T10:20:00Z"));
  contacts_[1].fact.channel = Channel::call;
  contacts_[1].steps[0].team_id = "back";
  contacts_.push_back(contact_at("c3", "2026-03-07T12:00:00Z"));
  contacts_[2].steps[0].team_id = "front";
  read();
  const std::vector<JourneyStep> steps = journey_steps(chains_.at(0));
  std::vector<std::pair<std::int64_t, bool>> found;
  for (const JourneyStep& step : steps)
    found.emplace_back(step.wait.count() / 60'000, step.returns);
  EXPECT_THAT(found, ElementsAre(std::pair(0, false), std::pair(3, false), std::pair(0, false),
                                 std::pair(90, true)));
  EXPECT_EQ(read().loops, 1);
}

TEST_F(OutcomeTest, the_last_event_is_of_the_inbound_contacts) {
  only().last_event_at = at("2026-03-07T11:00:00Z");
  contacts_.push_back(outbound(contact_at("o", "2026-03-08T10:00:00Z")));
  EXPECT_EQ(read().last_event_at, at("2026-03-07T11:00:00Z"));
}

}  // namespace
}  // namespace vocmap
