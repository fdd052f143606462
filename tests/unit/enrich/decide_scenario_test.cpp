#include <gtest/gtest.h>

#include "operators/enrich/fold_contact.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

constexpr std::string_view kNextVersion = R"(
version: 2
effective_from: 2026-03-08T00:00:00Z
changes:
  - merge: {from: [shop.pay.declined, shop.receive.late], into: shop.pay.twice}
lines:
  - id: shop
    name: {en: Shop}
    stages:
      - id: pay
        name: {en: Pay}
        scenarios: [{id: shop.pay.twice, name: Twice, rules: [{any: [twice]}]}]
  - id: app
    name: {en: App}
    time_zone: Asia/Shanghai
    exposure: {kind: active_user}
    stages:
      - id: use
        name: {en: Use}
        scenarios:
          - {id: app.use.crash, name: Crash, rules: [{any: [crash]}]}
          - {id: app.use.slow, name: Slow, rules: [{any: [slow]}]}
)";

class DecideScenarioTest : public testing::Test {
 protected:
  std::uint16_t index(std::string_view id, std::uint32_t version = 1) {
    return *taxonomies_.version(version)->scenario_index(id);
  }
  TextEvidence text(EventTime time, std::int32_t none, std::vector<ScenarioScore> top,
                    std::optional<std::int64_t> seq = {}, std::uint32_t version = 1) {
    const std::uint64_t hash = taxonomies_.version(version)->taxonomy().hash;
    return {seq, time, hash, {version, false, none, std::move(top)}, {}, false};
  }
  void add(Contact event, std::vector<TextEvidence> evidence) {
    for (const TextEvidence& t : evidence) {
      if (t.turn_seq) event.turns.push_back(turn_of(*t.turn_seq, "text"));
    }
    if (!event.text) event.text = "text of record " + std::to_string(key_);
    insert_record(state_, {std::move(event), {0, ++key_}, std::move(evidence), {}});
  }
  void add_at(std::string_view time, std::int32_t none, std::vector<ScenarioScore> top,
              std::optional<std::int64_t> seq = {}) {
    add(contact_of("c", ContactEvent::message, time), {text(at(time), none, std::move(top), seq)});
  }
  Decision decide(const Correction* correction = nullptr) {
    return decide_scenario(state_, fold_contact(state_), correction, taxonomies_);
  }
  std::string decided() {
    const Decision decision = decide();
    return decision.scenario ? decision.taxonomy->scenario(*decision.scenario).id : "none";
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp, kNextVersion});
  std::uint16_t declined_ = index("shop.pay.declined");
  std::uint16_t twice_ = index("shop.pay.twice");
  std::uint16_t late_ = index("shop.receive.late");
  ContactState state_;
  std::uint64_t key_ = 0;
};

TEST_F(DecideScenarioTest, evidence_is_summed_over_texts_and_turns) {
  add_at("2026-03-07T10:00:00Z", 1, {{declined_, 10}, {twice_, 6}});
  add_at("2026-03-07T10:01:00Z", 1, {{twice_, 3}}, 1);
  add_at("2026-03-07T10:02:00Z", 1, {{twice_, 3}}, 2);
  EXPECT_EQ(decided(), "shop.pay.twice");
  EXPECT_EQ(decide().score, 12);
  EXPECT_EQ(decide().none_score, 3);
  EXPECT_EQ(decide().alternatives,
            (std::vector<std::pair<std::uint16_t, std::int64_t>>{{declined_, 10}}));
}

TEST_F(DecideScenarioTest, ties_go_to_the_smallest_id) {
  add_at("2026-03-07T10:00:00Z", 0, {{twice_, 10}, {late_, 10}});
  add_at("2026-03-07T10:01:00Z", 0, {{declined_, 10}});
  EXPECT_EQ(decided(), "shop.pay.declined");
}

TEST_F(DecideScenarioTest, none_wins_only_when_strictly_greater) {
  add_at("2026-03-07T10:00:00Z", 10, {{twice_, 10}});
  EXPECT_EQ(decided(), "shop.pay.twice");
  add_at("2026-03-07T10:01:00Z", 1, {});
  EXPECT_EQ(decided(), "none");
  EXPECT_EQ(decide().alternatives.size(), 1u);
}

TEST_F(DecideScenarioTest, no_evidence_is_none) {
  add(contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z"), {});
  EXPECT_EQ(decided(), "none");
}

TEST_F(DecideScenarioTest, repeated_turn_speaks_once_with_its_first_record) {
  add_at("2026-03-07T10:01:00Z", 0, {{late_, 100}}, 1);
  add_at("2026-03-07T10:00:00Z", 0, {{twice_, 10}}, 1);
  EXPECT_EQ(decided(), "shop.pay.twice");
  EXPECT_EQ(decide().score, 10);
}

TEST_F(DecideScenarioTest, texts_after_24_hours_say_nothing) {
  add_at("2026-03-07T10:00:00Z", 0, {{twice_, 10}});
  Contact message = contact_of("c", ContactEvent::message, "2026-03-07T11:00:00Z");
  add(message, {text(at("2026-03-08T10:00:00Z"), 0, {{twice_, 5}}, 1),
                text(at("2026-03-08T10:00:00.001Z"), 0, {{late_, 100}}, 2)});
  add_at("2026-03-08T10:00:00.001Z", 0, {{late_, 100}}, 3);
  EXPECT_EQ(decided(), "shop.pay.twice");
  EXPECT_EQ(decide().score, 15);
}

TEST_F(DecideScenarioTest, only_evidence_of_the_first_records_version_counts) {
  add_at("2026-03-07T23:50:00Z", 0, {{declined_, 10}});
  add(contact_of("c", ContactEvent::message, "2026-03-08T00:10:00Z"),
      {text(at("2026-03-08T00:10:00Z"), 0, {{index("shop.pay.twice", 2), 100}}, 1, 2)});
  EXPECT_EQ(decided(), "shop.pay.declined");
  EXPECT_EQ(decide().taxonomy->version(), 1u);
}

TEST_F(DecideScenarioTest, given_opening_decides_the_version_of_the_first_record) {
  Contact first = contact_of("c", ContactEvent::message, "2026-03-08T00:10:00Z");
  EXPECT_EQ((add(first, {}), decide().taxonomy->version()), 2u);
  state_.records.clear();
  first.opened_at = at("2026-03-07T23:59:59.999Z");
  EXPECT_EQ((add(first, {}), decide().taxonomy->version()), 1u);
}

TEST_F(DecideScenarioTest, contact_stays_with_the_version_that_its_first_evidence_names) {
  add(contact_of("c", ContactEvent::opened, "2026-03-08T10:00:00Z"),
      {text(at("2026-03-08T10:00:00Z"), 0, {{index("shop.pay.declined"), 7}})});
  add(contact_of("c", ContactEvent::message, "2026-03-08T10:05:00Z"),
      {text(at("2026-03-08T10:05:00Z"), 0, {{index("shop.pay.twice", 2), 9}}, {}, 2)});
  EXPECT_EQ(decide().taxonomy->version(), 1u) << "scored before version 2 was known";
  EXPECT_EQ(decided(), "shop.pay.declined");
}

TEST_F(DecideScenarioTest, unknown_line_has_no_scenario) {
  Contact elsewhere = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  elsewhere.line = "garage";
  elsewhere.scenario_id = "shop.pay.twice";
  add(elsewhere, {text(elsewhere.occurred_at, 0, {{twice_, 10}})});
  EXPECT_EQ(decide().line, nullptr);
  EXPECT_EQ(decided(), "none");
}

TEST_F(DecideScenarioTest, given_scenario_is_honoured_only_where_the_line_trusts_it) {
  Contact contact = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  contact.scenario_id = "shop.pay.declined";
  add(contact, {text(contact.occurred_at, 0, {{twice_, 10}})});
  EXPECT_EQ(decided(), "shop.pay.twice");
  state_.records.clear();
  contact.line = "app";
  contact.scenario_id = "app.use.slow";
  add(contact, {text(contact.occurred_at, 0, {{index("app.use.crash"), 10}})});
  EXPECT_EQ(decided(), "app.use.slow");
  EXPECT_TRUE(decide().given);
  EXPECT_EQ(decide().by_text, index("app.use.crash"));
}

TEST_F(DecideScenarioTest, person_decides_over_texts_and_source) {
  Contact contact = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  contact.line = "app";
  contact.scenario_id = "app.use.slow";
  add(contact, {text(contact.occurred_at, 0, {{index("app.use.crash"), 10}})});
  const Correction none{contact.occurred_at, "ann", "none"};
  EXPECT_EQ(decide(&none).scenario, std::nullopt);
  EXPECT_TRUE(decide(&none).corrected);
  EXPECT_EQ(decide(&none).by_text, index("app.use.crash"));
  const Correction crash{contact.occurred_at, "ann", "app.use.crash"};
  EXPECT_EQ(decide(&crash).scenario, index("app.use.crash"));
  for (const char* unknown : {"app.use.gone", "shop.pay.twice"}) {
    const Correction correction{contact.occurred_at, "ann", unknown};
    EXPECT_EQ(decide(&correction).scenario, index("app.use.slow")) << unknown;
    EXPECT_FALSE(decide(&correction).corrected);
  }
}

TEST_F(DecideScenarioTest, given_scenario_of_another_line_or_unknown_is_not_honoured) {
  Contact contact = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  contact.line = "app";
  for (const char* given : {"shop.pay.twice", "app.use.gone"}) {
    state_.records.clear();
    contact.scenario_id = given;
    add(contact, {text(contact.occurred_at, 0, {{index("app.use.crash"), 10}})});
    EXPECT_EQ(decided(), "app.use.crash");
    EXPECT_FALSE(decide().given);
  }
}

TEST_F(DecideScenarioTest, vectors_of_two_text_models_are_not_summed) {
  const auto add_vector = [&](std::string_view time, std::uint64_t space, std::size_t axis) {
    TextEvidence scored = text(at(time), 10, {});
    scored.evidence.vector[axis] = 127;
    scored.evidence.space = space;
    scored.evidence.text_hash = space + axis;
    add(contact_of("c", ContactEvent::message, time), {scored});
  };
  add_vector("2026-03-07T10:05:00Z", 8, 2);  // read by the model that came later
  add_vector("2026-03-07T10:00:00Z", 7, 0);
  add_at("2026-03-07T10:07:00Z", 1, {{twice_, 3}});  // without a vector
  Decision decision = decide();
  EXPECT_EQ(decision.space, 8U);
  EXPECT_EQ(decision.vector[0], 0);
  EXPECT_EQ(decision.vector[2], 127);
  EXPECT_EQ(decision.text_hash, 10U);
  add_vector("2026-03-07T10:06:00Z", 8, 3);
  decision = decide();
  EXPECT_EQ(decision.vector[2], decision.vector[3]);
  EXPECT_EQ(decision.text_hash, 21U);
}

TEST_F(DecideScenarioTest, given_scenario_has_its_own_evidence_and_the_texts_choice_beside_it) {
  Contact contact = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  contact.line = "app";
  contact.scenario_id = "app.use.slow";
  const std::uint16_t crash = index("app.use.crash"), slow = index("app.use.slow");
  add(contact, {text(contact.occurred_at, 0, {{crash, 10}, {slow, 4}})});
  EXPECT_EQ(decided(), "app.use.slow");
  EXPECT_EQ(decide().score, 4);
  EXPECT_EQ(decide().alternatives,
            (std::vector<std::pair<std::uint16_t, std::int64_t>>{{crash, 10}}));
  EXPECT_TRUE(decide().spans.empty()) << "no words decided it";
}

// Places in the contact's text, shares, and the rule's phrase.
using SpanRow = std::tuple<std::uint32_t, std::uint32_t, std::int32_t, std::string>;
std::vector<SpanRow> rows(const std::vector<DecidedSpan>& spans) {
  std::vector<SpanRow> out;
  for (const DecidedSpan& s : spans) {
    out.emplace_back(s.place.begin, s.place.end, s.share, s.rule);
  }
  return out;
}

TEST_F(DecideScenarioTest, spans_lie_in_the_text_of_the_contact) {
  Contact first = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  first.subject = "Pay";
  first.text = "paid twice";
  first.turns = {turn_of(2, "hello", TurnRole::agent)};
  TextEvidence both = text(first.occurred_at, 0, {{twice_, 60}, {late_, 1}});
  both.evidence.spans = {{4, 14, 1000, 1}};  // "paid twice", behind the subject's line
  add(first, {both});
  Contact second = contact_of("c", ContactEvent::message, "2026-03-07T10:01:00Z");
  second.text = "";
  TextEvidence turn = text(second.occurred_at, 0, {{twice_, 40}}, 1);
  turn.evidence.spans = {{0, 2, 500, 0}, {3, 4, 300, 0}};
  second.turns = {turn_of(1, "两次 钱")};
  insert_record(state_, {second, {0, 99}, {turn}, {}});
  EXPECT_EQ(fold_contact(state_).text, "Pay\npaid twice\n两次 钱");
  EXPECT_EQ(rows(decide().spans),
            (std::vector<SpanRow>{{4, 14, 600, "twice"}, {15, 17, 200, ""}, {18, 19, 120, ""}}));
}

TEST_F(DecideScenarioTest, at_most_three_spans_and_rules_first) {
  Contact event = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  TextEvidence scored = text(event.occurred_at, 0, {{twice_, 10}});
  scored.evidence.spans = {{0, 1, 400, 0}, {2, 3, 300, 0}, {4, 5, 200, 0}};
  TextEvidence other = text(event.occurred_at, 0, {{twice_, 10}}, 1);
  other.evidence.spans = {{0, 4, 100, 1}};
  event.text = "a b c d e";
  add(event, {scored, other});
  EXPECT_EQ(rows(decide().spans),
            (std::vector<SpanRow>{{0, 1, 200, ""}, {2, 3, 150, ""}, {10, 14, 50, "twice"}}));
}

TEST_F(DecideScenarioTest, a_scenario_that_is_everybodys_second_is_explained_by_a_whole_text) {
  Contact event = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  event.text = "ab";
  TextEvidence first = text(event.occurred_at, 0, {{declined_, 10}, {twice_, 9}});
  TextEvidence second = text(event.occurred_at, 0, {{late_, 10}, {twice_, 6}}, 1);
  first.evidence.spans = {{0, 2, 1000, 0}};
  second.evidence.spans = {{0, 4, 1000, 0}};
  add(event, {first, second});
  EXPECT_EQ(decided(), "shop.pay.twice");
  EXPECT_EQ(rows(decide().spans), (std::vector<SpanRow>{{0, 2, 600, ""}}));
}

TEST_F(DecideScenarioTest, other_matters_are_listed_only_beside_a_clear_one) {
  Contact event = contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z");
  event.text = "ab";
  TextEvidence dim = text(event.occurred_at, 0, {{twice_, 10}});
  dim.evidence.matters = {{late_, 0, 2, 900}};
  add(event, {dim});
  EXPECT_TRUE(decide().also.empty());
  TextEvidence clear = text(event.occurred_at, 0, {{twice_, 10}}, 1);
  clear.evidence.matters = {{declined_, 0, 1, 950}, {twice_, 1, 3, 700}, {late_, 3, 4, 800}};
  Contact message = contact_of("c", ContactEvent::message, "2026-03-07T10:01:00Z");
  message.text = "";
  add(message, {clear});
  const Decision decision = decide();
  ASSERT_EQ(decision.also.size(), 2u);
  EXPECT_EQ(decision.also[0].scenario, declined_);
  EXPECT_EQ(decision.also[0].place.begin, 3u) << "the turn begins behind the text and a line end";
  EXPECT_EQ(decision.also[1].scenario, late_);
  EXPECT_EQ(decision.also[1].place.begin, 0u) << "where it is clearest";
  EXPECT_FALSE(decision.also[0].probability) << "not calibrated";
  EXPECT_EQ(decision.score, 20) << "and nothing but the scenario is counted";
}

}  // namespace
}  // namespace vocmap
