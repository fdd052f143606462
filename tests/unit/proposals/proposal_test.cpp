#include "pipeline/cli/proposals/proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

Proposal proposal_of(std::string id, std::string status, std::int64_t last_day) {
  Proposal proposal;
  proposal.id = std::move(id);
  proposal.line = "shop";
  proposal.status = std::move(status);
  proposal.last_day = last_day;
  return proposal;
}

TEST(Proposal, is_read_from_its_record) {
  const auto proposal = parse_proposal(
      R"({"id":"shop.emergent.01","line":"shop","status":"growing","label":{"zh":"积分","en":null},)"
      R"("contacts":36,"customers":20,"first_seen":"2026-03-07T08:00:07Z","last_seen":null,)"
      R"("growth":{"last_24h":8,"previous_24h":28,"ratio":0.3},)"
      R"("verbatims":[{"contact_id":"c","text":"积分呢","lang":"zh-Hans"}],)"
      R"("merged_into":null,"verdict":{"by":"ann","at":"2026-03-07T10:06:51Z"},)"
      R"("adopted_as":{"scenario":"shop.use.points","taxonomy_version":2}})");
  ASSERT_TRUE(proposal);
  EXPECT_EQ(proposal->label_zh, "积分");
  EXPECT_EQ(proposal->label_en, "");
  EXPECT_EQ(proposal->contacts, 36);
  EXPECT_EQ(proposal->day_before, 28);
  EXPECT_EQ(proposal->last_seen, std::nullopt);
  EXPECT_EQ(proposal->verbatims, std::vector<std::string>{"积分呢"});
  EXPECT_EQ(proposal->decided_by, "ann");
  EXPECT_EQ(proposal->adopted_as, "shop.use.points");
  EXPECT_EQ(proposal->adopted_with, 2);
  EXPECT_FALSE(parse_proposal("[]"));
  EXPECT_FALSE(parse_proposal(R"({"id":"x"})"));
  EXPECT_FALSE(parse_proposal("{"));
}

TEST(Proposal, open_ones_come_first_and_among_them_the_greatest_of_the_day) {
  std::vector<Proposal> proposals = {proposal_of("a", "rejected", 90),
                                     proposal_of("b", "fading", 1), proposal_of("c", "growing", 20),
                                     proposal_of("d", "gone", 0)};
  sort_proposals(proposals);
  std::string order;
  for (const Proposal& p : proposals) order += p.id;
  EXPECT_EQ(order, "cbad");
}

TEST(Proposal, the_columns_of_the_table_are_aligned_also_with_chinese) {
  Proposal chinese = proposal_of("shop.emergent.01", "growing", 20);
  chinese.label_zh = "积分没有到账";
  chinese.label_en = "loyalty points";
  chinese.verbatims = {"会员积分\n怎么没有到账", "b", "c"};
  Proposal english = proposal_of("shop.emergent.02", "rejected", 3);
  english.label_en = "parking";
  english.decided_by = "ann";
  const std::string table = table_of({chinese, english});
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < table.size();) {
    const std::size_t end = table.find('\n', i);
    lines.push_back(table.substr(i, end - i));
    i = end + 1;
  }
  ASSERT_EQ(lines.size(), 6U);
  const auto column_of = [](const std::string& line, const std::string& text) {
    return display_width(line.substr(0, line.find(text)));
  };
  EXPECT_EQ(column_of(lines[0], "state"), column_of(lines[1], "growing"));
  EXPECT_EQ(column_of(lines[0], "state"), column_of(lines[4], "rejected by ann"));
  EXPECT_THAT(lines[1], HasSubstr("积分没有到账 / loyalty points"));
  EXPECT_EQ(lines[2], "    \"会员积分 怎么没有到账\"");
  EXPECT_EQ(lines[3], "    \"b\"");
  EXPECT_EQ(lines[5], "2 emergent scenarios: 1 growing, 1 rejected");
}

}  // namespace
}  // namespace vocmap
