#include "operators/journey/chains.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/unit/journey/journey_support.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "c1 c2 > o1" per chain: inbound contacts, then outbound ones.
std::vector<std::string> texts_of(const std::vector<Chain>& chains) {
  std::vector<std::string> texts;
  for (const Chain& chain : chains) {
    std::string text;
    for (const KeptContact* c : chain.contacts) text += c->fact.contact_id + ' ';
    text += '>';
    for (const KeptContact* c : chain.outbound) text += ' ' + c->fact.contact_id;
    texts.push_back(text);
  }
  return texts;
}

std::vector<std::string> chained(const std::vector<KeptContact>& contacts) {
  return texts_of(build_chains("u", contacts));
}

TEST(Chains, contacts_about_one_scenario_are_one_journey_up_to_7_days_apart) {
  EXPECT_THAT(
      chained({contact_at("c1", "2026-03-01T10:00:00Z"), contact_at("c2", "2026-03-08T10:00:00Z"),
               contact_at("c3", "2026-03-15T10:00:00.001Z")}),
      ElementsAre("c1 c2 >", "c3 >"));
}

TEST(Chains, an_order_is_one_matter_whatever_the_scenarios) {
  EXPECT_THAT(chained({about(contact_at("c1", "2026-03-01T10:00:00Z", "shop.pay.twice"), "o"),
                       about(contact_at("c2", "2026-03-02T10:00:00Z", "shop.receive.late"), "o"),
                       contact_at("c3", "2026-03-02T11:00:00Z", "shop.pay.twice"),
                       contact_at("c4", "2026-03-02T12:00:00Z", "none"),
                       contact_at("c5", "2026-03-02T13:00:00Z", "none")}),
              ElementsAre("c1 c2 >", "c3 >", "c4 c5 >"));
}

TEST(Chains, lines_are_different_matters) {
  KeptContact other = about(contact_at("c2", "2026-03-01T11:00:00Z"), "o");
  other.fact.cell.line = "app";
  EXPECT_THAT(chained({about(contact_at("c1", "2026-03-01T10:00:00Z"), "o"), other}),
              ElementsAre("c1 >", "c2 >"));
}

TEST(Chains, a_journey_lasts_90_days_at_most) {
  std::vector<KeptContact> contacts;
  for (int i = 0; i <= 18; ++i) {
    contacts.push_back(contact_at(std::string{static_cast<char>('a' + i)}, "2026-03-01T00:00:00Z"));
    contacts.back().fact.cell.at = at("2026-03-01T00:00:00Z") + i * std::chrono::days{5};
  }
  EXPECT_THAT(chained(contacts), ElementsAre("a b c d e f g h i j k l m n o p q r s >"));
  contacts.back().fact.cell.at = contacts.back().fact.cell.at + Duration{1};
  EXPECT_THAT(chained(contacts), ElementsAre("a b c d e f g h i j k l m n o p q r >", "s >"));
}

TEST(Chains, outbound_contacts_join_the_journey_before_them_and_extend_none) {
  EXPECT_THAT(chained({outbound(contact_at("o0", "2026-03-01T09:59:59Z")),
                       contact_at("c1", "2026-03-01T10:00:00Z"),
                       outbound(contact_at("o1", "2026-03-08T10:00:00Z")),
                       outbound(contact_at("o2", "2026-03-08T10:00:00.001Z")),
                       contact_at("c2", "2026-03-09T10:00:00Z"),
                       outbound(contact_at("o3", "2026-03-09T10:00:00Z"))}),
              ElementsAre("c1 > o1", "c2 > o3"));
}

TEST(Chains, contacts_that_count_nowhere_are_in_no_journey) {
  KeptContact contact = contact_at("c", "2026-03-01T10:00:00Z");
  contact.fact.in_time = false;
  EXPECT_THAT(chained({contact}), IsEmpty());
}

TEST(Chains, an_id_is_that_of_customer_matter_and_first_contact) {
  const std::vector<KeptContact> one = {contact_at("c1", "2026-03-01T10:00:00Z")};
  const std::vector<KeptContact> two = {contact_at("c1", "2026-03-01T10:00:00Z"),
                                        contact_at("c2", "2026-03-02T10:00:00Z")};
  const std::vector<KeptContact> other = {contact_at("c2", "2026-03-01T10:00:00Z")};
  const std::string id = build_chains("u", one).at(0).journey_id;
  EXPECT_EQ(id.size(), 16U);
  EXPECT_EQ(build_chains("u", two).at(0).journey_id, id);
  EXPECT_NE(build_chains("v", one).at(0).journey_id, id);
  EXPECT_NE(build_chains("u", other).at(0).journey_id, id);
}

std::uint32_t seed() {
  const char* given = std::getenv("VOCMAP_SEED");
  return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : 20'260'307;
}

TEST(Chains, do_not_depend_on_the_order_of_contacts) {
  std::mt19937 random{seed()};
  for (int round = 0; round < 200; ++round) {
    std::vector<KeptContact> contacts;
    for (int i = 0; i < 12; ++i) {
      contacts.push_back(contact_at("c" + std::to_string(i), "2026-03-01T00:00:00Z",
                                    random() % 2 == 0 ? "none" : "shop.pay.twice"));
      contacts.back().fact.cell.at =
          contacts.back().fact.cell.at + std::chrono::hours{random() % 1000};
      if (random() % 3 == 0) contacts.back().fact.order_id = "o";
      if (random() % 4 == 0) contacts.back().fact.inbound = false;
    }
    const std::vector<std::string> expected = chained(contacts);
    std::shuffle(contacts.begin(), contacts.end(), random);
    ASSERT_EQ(chained(contacts), expected) << "VOCMAP_SEED=" << seed() << " round " << round;
  }
}

}  // namespace
}  // namespace vocmap
