#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "operators/records.h"
#include "pipeline/cli/sample/draw.h"
#include "pipeline/cli/sample/label_sheet.h"
#include "pipeline/cli/sample/week.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(IsoWeek, is_named_by_the_year_of_its_thursday) {
  for (const auto& [name, monday] :
       std::map<std::string, std::string>{{"2026-W01", "2025-12-29T00:00:00Z"},
                                          {"2026-W10", "2026-03-02T00:00:00Z"},
                                          {"2026-W53", "2026-12-28T00:00:00Z"},
                                          {"2025-W52", "2025-12-22T00:00:00Z"},
                                          {"2021-W01", "2021-01-04T00:00:00Z"}}) {
    EXPECT_EQ(parse_iso_week(name), at(monday)) << name;
    EXPECT_EQ(format_iso_week(at(monday)), name);
  }
}

TEST(IsoWeek, what_the_year_does_not_have_is_no_week) {
  for (const char* bad : {"2025-W53", "2026-W54", "2026-W00", "2026-W1", "2026W10", "26-W10", "",
                          "2026-W1x", "2026-03-02"}) {
    EXPECT_EQ(parse_iso_week(bad), std::nullopt) << bad;
  }
}

// Of lines, only `app` trusts the source system.
std::string enriched(std::string_view scenario = "shop.pay.twice",
                     std::string_view source = "evidence", int score = 5, bool counted = true,
                     std::string_view line = "shop", std::string_view given = "null") {
  return fmt::format(
      R"({{"contact_id":"c1","customer_id":null,"line":"{}","scenario":"{}","scenario_source":"{}",)"
      R"("score":{},"none_score":3,"alternatives":[{{"scenario":"shop.pay.declined","score":1}}],)"
      R"("given_scenario":{},"taxonomy_version":1,)"
      R"("opened_at":"2026-03-07T10:00:00Z","counted":{},"text":"two\tlines\nof text"}})",
      line, scenario, source, score, given, counted);
}

std::optional<EnrichedContact> parsed(std::string_view json) {
  return parse_enriched(json, taxonomies_of({kShopAndApp}));
}

TEST(EnrichedContact, is_for_labelling_when_its_texts_decided) {
  EXPECT_TRUE(parsed(enriched())->decided_by_text);
  EXPECT_TRUE(parsed(enriched("none", "person"))->decided_by_text) << "a person came first";
  EXPECT_FALSE(parsed(enriched("none", "evidence", 0))->decided_by_text);
  EXPECT_FALSE(parsed(enriched("shop.pay.twice", "evidence", 5, false))->decided_by_text);
  EXPECT_EQ(parsed("{}"), std::nullopt);
  EXPECT_EQ(parsed("["), std::nullopt);
}

// Else those that people correct, because the source was wrong, would be drawn and the others not.
TEST(EnrichedContact, of_a_trusted_source_is_not_for_labelling_whether_corrected_or_not) {
  const auto decided_by_text = [](std::string_view line, std::string_view source,
                                  std::string_view given) {
    return parsed(enriched("app.use.slow", source, 5, true, line, given))->decided_by_text;
  };
  EXPECT_FALSE(decided_by_text("app", "given", R"("app.use.slow")"));
  EXPECT_FALSE(decided_by_text("app", "person", R"("app.use.crash")"));
  EXPECT_TRUE(decided_by_text("app", "person", R"("app.use.unheard_of")"));
  EXPECT_TRUE(decided_by_text("app", "evidence", "null"));
  EXPECT_TRUE(decided_by_text("shop", "person", R"("shop.pay.twice")")) << "it is not trusted";
}

class DrawTest : public testing::Test {
 protected:
  void take(Draw& draw, int number, std::string_view opened_at = "2026-03-07T10:00:00Z",
            std::string line = "shop") {
    EnrichedContact contact;
    contact.line = std::move(line);
    contact.opened_at = at(opened_at);
    contact.decided_by_text = true;
    draw.take(std::to_string(number), &contact);
  }
  const EventTime monday_ = at("2026-03-02T00:00:00Z");
};

TEST_F(DrawTest, depends_on_what_there_is_and_on_the_week_alone) {
  Draw up{monday_, ""}, down{monday_, ""}, next{monday_ + kWeek, ""};
  for (int i = 0; i < 1'000; ++i) {
    take(up, i), take(down, 999 - i), take(next, i, "2026-03-10T10:00:00Z");
  }
  take(up, 5);  // a revision
  EXPECT_EQ(up.eligible(), 1'000u);
  EXPECT_EQ(up.drawn(100), down.drawn(100));
  EXPECT_NE(up.drawn(100), next.drawn(100));
  EXPECT_EQ(up.drawn(2'000).size(), 1'000u);
}

TEST_F(DrawTest, every_contact_has_the_same_chance) {
  std::map<int, int> drawn;
  constexpr int kWeeks = 400, kContacts = 50;
  for (int week = 0; week < kWeeks; ++week) {
    Draw draw{monday_ + week * kWeek, ""};
    for (int i = 0; i < kContacts; ++i) {
      take(draw, i, format_rfc3339(monday_ + week * kWeek));
    }
    const auto ranks = draw.drawn(10);
    const std::set<std::uint64_t> chosen{ranks.begin(), ranks.end()};
    for (int i = 0; i < kContacts; ++i)
      drawn[i] += chosen.contains(draw.rank_of(std::to_string(i)));
  }
  for (const auto& [number, times] : drawn) {  // 80 expected, deviation 8
    EXPECT_GT(times, 48) << number;
    EXPECT_LT(times, 112) << number;
  }
}

TEST_F(DrawTest, other_weeks_lines_and_withdrawn_contacts_are_not_drawn) {
  Draw draw{monday_, "shop"};
  take(draw, 1, "2026-03-01T23:59:59.999Z");
  take(draw, 2, "2026-03-09T00:00:00Z");
  take(draw, 3, "2026-03-07T10:00:00Z", "app");
  take(draw, 4);
  draw.take("4", nullptr);
  take(draw, 5), take(draw, 5, "2026-03-01T10:00:00Z");  // its opening moved
  EXPECT_EQ(draw.eligible(), 0u);
  take(draw, 6, "2026-03-02T00:00:00Z");
  EXPECT_THAT(draw.drawn(100), ElementsAre(draw.rank_of("6")));
}

std::string renamed_in_force_from(std::string_view time) {
  std::string yaml{kShopAndApp};
  for (const auto& [old, now] : std::map<std::string, std::string>{
           {"version: 1", fmt::format("version: 2\neffective_from: {}\nchanges:\n  - rename: "
                                      "{{from: shop.pay.twice, to: shop.pay.double}}",
                                      time)},
           {"id: shop.pay.twice", "id: shop.pay.double"}}) {
    yaml.replace(yaml.find(old), old.size(), now);
  }
  return yaml;
}

class LabelSheetTest : public testing::Test {
 protected:
  auto read(const std::string& rows) {
    std::istringstream in{heading_of_sheet() + rows};
    return read_sheet(in, taxonomies_, at("2026-03-10T00:00:00Z"));
  }
  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
};

TEST_F(LabelSheetTest, row_is_one_line_without_formulas) {
  EnrichedContact contact = *parsed(enriched());
  EXPECT_EQ(row_of_sheet(contact),
            "c1\t\tshop\t2026-03-07T10:00:00Z\tshop.pay.twice\t\ttwo lines of text\n");
  contact.text = "=cmd()";
  EXPECT_THAT(row_of_sheet(contact), HasSubstr("\t =cmd()\n"));
  contact.text = "\x1b[2Jgone";
  EXPECT_THAT(row_of_sheet(contact), HasSubstr("\t [2Jgone\n")) << "a terminal obeys it";
}

TEST_F(LabelSheetTest, ids_that_look_like_formulas_come_back) {
  EnrichedContact contact = *parsed(enriched());
  contact.contact_id = "-c1", contact.customer_id = "@u1";
  std::string row = row_of_sheet(contact);
  row.insert(row.find("\t\t") + 1, "=");
  const auto labels = read(row);
  ASSERT_TRUE(labels) << row;
  EXPECT_EQ(labels->front().contact_id, "-c1");
  EXPECT_EQ(labels->front().customer_id, "@u1");
}

TEST_F(LabelSheetTest, spreadsheet_may_put_a_byte_order_mark_before_it) {
  std::istringstream in{"\uFEFF" + heading_of_sheet()};
  EXPECT_TRUE(read_sheet(in, taxonomies_, at("2026-03-10T00:00:00Z")));
}

TEST_F(LabelSheetTest, right_proposal_is_told_by_its_name_in_the_version_in_force) {
  const auto versions = taxonomies_of({kShopAndApp, renamed_in_force_from("2026-03-10T00:00:00Z")});
  const auto verdict = [&](std::string_view judged_at, const std::string& cell) {
    std::istringstream in{heading_of_sheet() + "c1\t\tshop\t-\tshop.pay.twice\t" + cell + "\t\n"};
    const auto labels = read_sheet(in, versions, at(judged_at));
    return labels ? labels->front().scenario_id : labels.error().front();
  };
  EXPECT_EQ(verdict("2026-03-09T23:59:59Z", "="), "shop.pay.twice");
  EXPECT_EQ(verdict("2026-03-10T00:00:00Z", "="), "shop.pay.double");
  EXPECT_THAT(verdict("2026-03-09T23:59:59Z", "shop.pay.double"), HasSubstr("is no scenario"));
}

TEST_F(LabelSheetTest, judged_rows_are_labels) {
  const auto labels = read(
      "c1\tu1\tshop\t-\tshop.pay.twice\t=\ttext\r\n"
      "c2\t\tshop\t-\tshop.pay.twice\tshop.pay.declined \ttext\n"
      "c3\t\tshop\t-\tshop.pay.twice\tnone\ttext\n"
      "\n"
      "c4\t\tshop\t-\tshop.pay.twice\t\ttext\n"
      "c5\tu5\tapp\t-\tapp.use.slow\t\"app.use.crash\"\t\"some \"\"text\"\"\"\n");
  ASSERT_TRUE(labels);
  std::vector<std::string> found;
  for (const Label& l : *labels) found.push_back(l.contact_id + l.customer_id + l.scenario_id);
  EXPECT_THAT(found, ElementsAre("c1u1shop.pay.twice", "c2shop.pay.declined", "c3none",
                                 "c5u5app.use.crash"));
}

TEST_F(LabelSheetTest, all_problems_are_told_with_their_lines) {
  EXPECT_THAT(read("c1\tu1\tshop\t-\tshop.pay.twice\tyes\ttext\n"
                   "c2\tu1\tshop\t-\tshop.pay.twice\tapp.use.slow\ttext\n"
                   "one cell\n")
                  .error(),
              ElementsAre("line 2: 'yes' is no scenario of line shop",
                          "line 3: 'app.use.slow' is no scenario of line shop",
                          "line 4: not a row of a sample"));
  std::istringstream other{"a,b,c\n"};
  EXPECT_THAT(read_sheet(other, taxonomies_, at("2026-03-10T00:00:00Z")).error(),
              ElementsAre(HasSubstr("line 1: the columns must be")));
}

}  // namespace
}  // namespace vocmap
