#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/taxonomy/load_taxonomy.h"
#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Problems = TaxonomyHistory::Problems;

// Version n of a taxonomy with line `shop`, and line `app` beside it, of these scenarios.
std::string yaml(int version, std::string_view changes, const std::vector<std::string>& shop,
                 const std::vector<std::string>& app = {"app.crash"},
                 std::string_view zone = "UTC") {
  std::string text = fmt::format("version: {}\n", version);
  if (version > 1) text += fmt::format("effective_from: 2026-03-{:02}T00:00:00Z\n", version);
  if (!changes.empty()) text += fmt::format("changes:\n{}", changes);
  text += "lines:\n";
  const auto add_line = [&](std::string_view id, const std::vector<std::string>& scenarios) {
    text += fmt::format(
        "  - id: {}\n    name: x\n    time_zone: {}\n    stages:\n      - id: use\n"
        "        name: x\n        scenarios:\n",
        id, zone);
    for (const std::string& s : scenarios) {
      text += fmt::format("          - {{id: {}, name: x, examples: [x]}}\n", s);
    }
  };
  add_line("shop", shop);
  if (!app.empty()) add_line("app", app);
  return text;
}

Taxonomy read(const std::string& text) {
  auto taxonomy = load_taxonomy(text);
  EXPECT_TRUE(taxonomy) << taxonomy.error().front();
  return taxonomy.value();
}

std::vector<Taxonomy> read_all(const std::vector<std::string>& texts) {
  std::vector<Taxonomy> versions;
  for (const std::string& text : texts) versions.push_back(read(text));
  return versions;
}

Problems problems_of(const std::vector<std::string>& texts) {
  const auto history = TaxonomyHistory::make(read_all(texts));
  return history ? Problems{} : history.error();
}

TEST(Changes, each_operation_explains_a_version) {
  const auto history = TaxonomyHistory::make(
      read_all({yaml(1, "", {"a", "b", "c", "d", "e"}),
                yaml(2,
                     "  - rename: {from: a, to: a2}\n"
                     "  - merge: {from: [b, c], into: bc}\n"
                     "  - split: {from: d, into: [d, d2]}\n"
                     "  - adopt: {emergent: shop.emergent.4f1c, as: late}\n",
                     {"a2", "bc", "d", "d2", "e", "late"}),
                yaml(3, "  - merge: {from: [a2], into: e}\n", {"bc", "d", "d2", "e", "late"})}));
  ASSERT_TRUE(history) << history.error().front();
  EXPECT_EQ(history->restated("a", 1), "a");
  EXPECT_EQ(history->restated("a", 2), "a2");
  EXPECT_EQ(history->restated("a", 3), "e");
  EXPECT_EQ(history->restated("b", 2), "bc");
  EXPECT_EQ(history->restated("c", 3), "bc");
  EXPECT_EQ(history->restated("d", 3), "d") << "a split is restated by replay alone";
  EXPECT_EQ(history->restated("none", 3), "none");
  ASSERT_NE(history->adopted("shop.emergent.4f1c"), nullptr);
  EXPECT_EQ(history->adopted("shop.emergent.4f1c")->id, "late");
  EXPECT_EQ(history->adopted("shop.emergent.4f1c")->version, 2U);
  EXPECT_EQ(history->adopted("shop.emergent.0000"), nullptr);
}

TEST(Changes, a_merge_may_keep_one_of_its_ids) {
  const auto history = TaxonomyHistory::make(
      read_all({yaml(1, "", {"a", "b"}), yaml(2, "  - merge: {from: [a, b], into: a}\n", {"a"})}));
  ASSERT_TRUE(history) << history.error().front();
  EXPECT_EQ(history->restated("a", 2), "a");
  EXPECT_EQ(history->restated("b", 2), "a");
}

struct Mistake {
  std::string name;
  std::string changes;
  std::vector<std::string> shop;  // of version 2; version 1 has a, b, c
  std::vector<std::string> sentences;
};

class ChangeMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ChangeMistake, is_told_in_a_sentence) {
  const Mistake& mistake = GetParam();
  const Problems problems =
      problems_of({yaml(1, "", {"a", "b", "c"}), yaml(2, mistake.changes, mistake.shop)});
  ASSERT_EQ(problems.size(), mistake.sentences.size()) << testing::PrintToString(problems);
  for (std::size_t i = 0; i < problems.size(); ++i) {
    EXPECT_EQ(problems[i], "version 2: " + mistake.sentences[i]);
  }
}

const Mistake kMistakes[] = {
    {"gone_without_a_word",
     "",
     {"a", "b"},
     {"scenario c is gone since version 1; say in `changes` whether it was renamed, merged or "
      "split"}},
    {"unknown_source",
     "  - rename: {from: x, to: y}\n",
     {"a", "b", "c", "y"},
     {"changes[0]: rename: x is no scenario of version 1"}},
    {"unknown_target",
     "  - rename: {from: c, to: y}\n",
     {"a", "b"},
     {"changes[0]: rename: y is no scenario of version 2"}},
    {"renamed_but_still_there",
     "  - rename: {from: c, to: y}\n",
     {"a", "b", "c", "y"},
     {"changes[0]: rename: c is still a scenario of version 2"}},
    {"renamed_to_another_scenario",
     "  - rename: {from: c, to: b}\n",
     {"a", "b"},
     {"changes[0]: rename: b is a scenario of version 1 already"}},
    {"a_cycle",
     "  - rename: {from: a, to: b}\n  - rename: {from: b, to: a}\n",
     {"a", "b", "c"},
     {"changes[0]: rename: a is still a scenario of version 2",
      "changes[0]: rename: b is a scenario of version 1 already",
      "changes[1]: rename: b is still a scenario of version 2",
      "changes[1]: rename: a is a scenario of version 1 already"}},
    {"two_changes_of_one_id",
     "  - rename: {from: c, to: x}\n  - merge: {from: [c, b], into: y}\n",
     {"a", "x", "y"},
     {"changes[1]: merge: c has two changes"}},
    {"two_changes_into_one_id",
     "  - rename: {from: c, to: x}\n  - merge: {from: [a, b], into: x}\n",
     {"x"},
     {"changes[1]: merge: x is the result of two changes"}},
    {"merge_of_one",
     "  - merge: {from: [c], into: x}\n",
     {"a", "b", "x"},
     {"changes[0]: merge: needs at least two scenarios; of one alone it is a rename"}},
    {"split_into_one",
     "  - split: {from: c, into: [x]}\n",
     {"a", "b", "x"},
     {"changes[0]: split: needs at least two scenarios to split into"}},
    {"split_into_another_scenario",
     "  - split: {from: c, into: [x, b]}\n",
     {"a", "b", "x"},
     {"changes[0]: split: b is a scenario of version 1 already"}},
    {"into_another_line",
     "  - merge: {from: [c], into: app.crash}\n",
     {"a", "b"},
     {"changes[0]: merge: c is of line shop, app.crash of line app"}},
    {"adopted_id_without_form",
     "  - adopt: {emergent: x7, as: c}\n",
     {"a", "b", "c"},
     {"changes[0]: adopt: x7 is not the id of an emergent scenario, <line>.emergent.<hash>"}},
    {"adopted_from_another_line",
     "  - adopt: {emergent: app.emergent.7, as: c}\n",
     {"a", "b", "c"},
     {"changes[0]: adopt: app.emergent.7 is of line app, c of line shop"}},
    {"adopted_as_nothing",
     "  - adopt: {emergent: shop.emergent.7, as: x}\n",
     {"a", "b", "c"},
     {"changes[0]: adopt: x is no scenario of version 2"}},
};

INSTANTIATE_TEST_SUITE_P(, ChangeMistake, testing::ValuesIn(kMistakes),
                         [](const auto& run) { return run.param.name; });

TEST(Changes, all_problems_of_all_versions_come_at_once) {
  EXPECT_THAT(problems_of({yaml(1, "", {"a", "b"}), yaml(2, "", {"a"}), yaml(3, "", {"c"})}),
              ElementsAre(HasSubstr("version 2: scenario b is gone"),
                          HasSubstr("version 3: scenario a is gone")));
}

TEST(Changes, a_scenario_keeps_its_line) {
  EXPECT_THAT(problems_of({yaml(1, "", {"a", "b"}), yaml(2, "", {"a"}, {"app.crash", "b"})}),
              ElementsAre("version 2: scenario b moves from line shop to app; a scenario keeps its "
                          "line, so give it a new id"));
}

TEST(Changes, a_line_stays_with_its_time_zone_and_exposure) {
  EXPECT_THAT(problems_of({yaml(1, "", {"a"}), yaml(2, "", {"a"}, {})}),
              ElementsAre("version 2: line app is gone since version 1; a line stays, with its "
                          "scenarios"));
  EXPECT_THAT(problems_of({yaml(1, "", {"a"}, {}), yaml(2, "", {"a"}, {}, "Asia/Shanghai")}),
              ElementsAre(AllOf(HasSubstr("line shop changes its time zone"),
                                HasSubstr("from UTC to Asia/Shanghai"))));
  std::string visits = yaml(2, "", {"a"}, {});
  visits.insert(visits.find("    stages:"), "    exposure: {kind: visit}\n");
  EXPECT_THAT(problems_of({yaml(1, "", {"a"}, {}), visits}),
              ElementsAre(HasSubstr("line shop changes its exposure from order to visit")));
}

TEST(Changes, an_id_that_is_gone_never_returns) {
  EXPECT_THAT(
      problems_of({yaml(1, "", {"a"}), yaml(2, "  - rename: {from: a, to: b}\n", {"b"}),
                   yaml(3, "  - rename: {from: b, to: a}\n", {"a"})}),
      ElementsAre("version 3: scenario a returns, which is gone since version 2; an id is never "
                  "used again"));
}

TEST(Changes, an_emergent_scenario_is_adopted_once) {
  EXPECT_THAT(
      problems_of({yaml(1, "", {"a"}),
                   yaml(2, "  - adopt: {emergent: shop.emergent.7, as: b}\n", {"a", "b"}),
                   yaml(3, "  - adopt: {emergent: shop.emergent.7, as: c}\n", {"a", "b", "c"})}),
      ElementsAre("version 3: shop.emergent.7 was adopted in version 2 already"));
}

TEST(Changes, their_form_is_checked_with_line_and_path) {
  const auto taxonomy =
      load_taxonomy(yaml(2,
                         "  - rename: {from: a}\n"
                         "  - merge: {from: a, into: b}\n"
                         "  - {}\n"
                         "  - {split: {from: a, into: [b, c]}, rename: {from: d, to: e}}\n"
                         "  - adopt: {emergent: shop.emergent.7, as: b, to: c}\n"
                         "  - move: {from: a, to: b}\n",
                         {"a"}));
  ASSERT_FALSE(taxonomy);
  EXPECT_THAT(taxonomy.error(),
              ElementsAre("line 4: changes[0].rename: to is missing",
                          "line 5: changes[1].merge: from must be a list",
                          "line 6: changes[2]: must be one of rename, merge, split, adopt",
                          "line 7: changes[3]: must be one of rename, merge, split, adopt",
                          "line 8: changes[4].adopt: unknown key to",
                          "line 9: changes[5]: must be one of rename, merge, split, adopt",
                          "line 9: changes[5]: unknown key move"));
}

TEST(Changes, the_first_version_has_none) {
  const auto taxonomy = load_taxonomy(yaml(1, "  - rename: {from: a, to: b}\n", {"b"}));
  ASSERT_FALSE(taxonomy);
  EXPECT_THAT(taxonomy.error(), ElementsAre("line 1: the first version has no changes"));
}

TEST(ExtendedHistory, takes_on_new_versions_and_keeps_the_known_ones) {
  const std::string first = yaml(1, "", {"a"});
  const std::string second = yaml(2, "  - rename: {from: a, to: b}\n", {"b"});
  const auto history = TaxonomyHistory::make(read_all({first}));
  const auto next = history->extended(read_all({second, first}));
  ASSERT_TRUE(next) << next.error().front();
  EXPECT_EQ(next->versions().size(), 2u);
  EXPECT_EQ(next->versions().front(), history->versions().front()) << "the same object";
  EXPECT_EQ(next->restated("a", 2), "b");
  EXPECT_EQ(history->versions().size(), 1u);
}

TEST(ExtendedHistory, refuses_a_changed_or_missing_version_and_one_from_the_middle) {
  const std::string first = yaml(1, "", {"a"});
  const std::string third = yaml(3, "", {"a"});
  const auto history = TaxonomyHistory::make(read_all({first, third}));
  const auto changed = history->extended(read_all({first + "# other bytes\n", third}));
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error(), ElementsAre(HasSubstr("version 1 is in use and its file has "
                                                     "changed")));
  const auto missing = history->extended(read_all({first}));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error(), ElementsAre(HasSubstr("version 3 is missing")));
  const auto between = history->extended(read_all({first, yaml(2, "", {"a"}), third}));
  ASSERT_FALSE(between);
  EXPECT_THAT(between.error(), ElementsAre("version 2 is new, but version 3 is in use already"));
}

TEST(DecidedVersions, contradict_a_history_in_which_they_are_gone_or_others) {
  const Taxonomy first = read(yaml(1, "", {"a"}));
  const Taxonomy third = read(yaml(3, "", {"a"}));
  const auto history = TaxonomyHistory::make({first, third});
  EXPECT_THAT(history->contradictions({}), IsEmpty());
  EXPECT_THAT(history->contradictions({{1, first.hash}}), IsEmpty()) << "version 3 is new";
  EXPECT_THAT(history->contradictions({{1, first.hash}, {3, third.hash}, {4, 99}}), IsEmpty())
      << "version 4 is not known here yet";
  EXPECT_THAT(history->contradictions({{1, third.hash}, {2, 99}, {3, third.hash}}),
              ElementsAre(HasSubstr("version 1 is in use and its file has changed"),
                          HasSubstr("version 2 is missing")));
}

}  // namespace
}  // namespace vocmap
