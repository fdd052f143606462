#include "pipeline/cli/draft/write_draft.h"

#include <gmock/gmock.h>

#include "operators/taxonomy/load_taxonomy.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

DraftScenario scenario(const LocalizedText& name, const std::vector<std::string>& examples) {
  return {name, examples, {10, 9, EventTime{0}, EventTime{86'400'000}}};
}

DraftLine line_of(const std::string& id, const std::vector<DraftScenario>& scenarios) {
  DraftLine line;
  line.id = id;
  line.total = 40;
  line.counts = {40, 30, EventTime{0}, EventTime{86'400'000}};
  line.clustered = 20;
  line.stages.push_back({{{"en", "Pay"}, {"zh", "支付"}}, scenarios});
  return line;
}

Taxonomy loaded(const std::vector<DraftLine>& lines) {
  const std::string yaml = write_draft(lines);
  auto taxonomy = load_taxonomy(yaml);
  EXPECT_TRUE(taxonomy) << (taxonomy ? "" : taxonomy.error().front()) << '\n' << yaml;
  return taxonomy ? *taxonomy : Taxonomy{};
}

TEST(WriteDraft, what_is_written_is_read_back) {
  const auto taxonomy =
      loaded({line_of("tickets", {scenario({{"zh", "重复扣款"}, {"en", "Charged twice"}},
                                           {"扣了我两次钱", "charged twice"})})});
  const Line& line = taxonomy.lines.at(0);
  EXPECT_EQ(line.id, "tickets");
  EXPECT_EQ(line.stages.at(0).id, "pay");
  EXPECT_EQ(line.stages[0].name.at("zh"), "支付");
  const Scenario& written = line.stages[0].scenarios.at(0);
  EXPECT_EQ(written.id, "tickets.charged_twice");
  EXPECT_EQ(written.name.at("zh"), "重复扣款");
  EXPECT_THAT(written.examples, testing::ElementsAre("扣了我两次钱", "charged twice"));
}

TEST(WriteDraft, no_character_breaks_the_file) {
  std::vector<std::string> hostile{"# no comment",
                                   "a: b",
                                   "- x",
                                   "\"quoted\" \\n {}",
                                   "'",
                                   "null",
                                   "~",
                                   "yes",
                                   "%TAG",
                                   "@at",
                                   "\x01\x7f bell\a",
                                   "tab\tand\nline",
                                   "\xC2\x85\u2028\u2029\uFEFF\u00A0",
                                   "...",
                                   "---",
                                   "😀"};
  std::string every;
  for (char32_t c = 1; c < 0x3000; ++c) every += to_utf8(std::u32string(1, c));
  hostile.push_back(every);
  DraftLine line = line_of("l: #1", {scenario({{"en", hostile.back()}}, hostile)});
  line.strays = hostile;
  const auto taxonomy = loaded({line});
  EXPECT_EQ(taxonomy.lines.at(0).id, "l: #1");
  EXPECT_EQ(taxonomy.lines[0].stages.at(0).scenarios.at(0).examples, hostile);
  for (const char* unprinted : {"\x7f", "\xC2\x85", "\u2028", "\u2029", "\uFEFF", "\x01"}) {
    EXPECT_THAT(write_draft({line}), testing::Not(testing::HasSubstr(unprinted)));
  }
}

TEST(WriteDraft, scenarios_of_one_name_get_ids_of_their_own) {
  const std::vector<DraftScenario> twice{scenario({{"zh", "退款"}}, {"退款"}),
                                         scenario({{"zh", "退 款"}}, {"我要退款"})};
  const auto taxonomy = loaded({line_of("门票", twice), line_of("men piao", twice)});
  std::vector<std::string> ids;
  for (const Line& line : taxonomy.lines) {
    for (const Scenario& s : line.stages.at(0).scenarios) ids.push_back(s.id);
  }
  EXPECT_THAT(ids, testing::ElementsAre("men_piao.tui_kuan", "men_piao.tui_kuan_2",
                                        "men_piao.tui_kuan_3", "men_piao.tui_kuan_4"));
}

TEST(WriteDraft, counts_and_what_is_left_stand_beside_it) {
  DraftLine line = line_of("tickets", {scenario({{"en", "Refund"}}, {"refund"})});
  line.without_text = 4;
  line.strays = {"who won the match"};
  const std::string yaml = write_draft({line});
  EXPECT_THAT(yaml,
              testing::HasSubstr("# 40 contacts of 30 customers, 1970-01-01 to 1970-01-02. In "
                                 "the 1 scenarios below: 50.0 %.\n"));
  EXPECT_THAT(yaml, testing::HasSubstr("In no scenario: 40.0 %, such as\n    #   \"who won"));
  EXPECT_THAT(yaml, testing::HasSubstr("# 10 contacts of 9 customers, 25.0 % of the line, 1970"));
  EXPECT_THAT(yaml, testing::Not(testing::HasSubstr("sample")));
  line.sampled = true;
  line.total = 900;
  EXPECT_THAT(write_draft({line}), testing::HasSubstr("from 40 of about 900 contacts"));
}

TEST(WriteDraft, a_line_without_scenarios_is_a_line) {
  DraftLine line = line_of("tickets", {});
  line.stages.clear();
  EXPECT_TRUE(loaded({line}).lines.at(0).stages.empty());
}

}  // namespace
}  // namespace vocmap
