#include "pipeline/cli/draft/draft_line.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "pipeline/cli/draft/write_draft.h"

namespace vocmap {
namespace {

struct Planted {
  std::string text;
  int matter;
};

// Contacts about eight matters in several wordings, and a few about nothing in particular.
std::vector<Planted> planted(std::uint64_t seed) {
  const std::vector<std::vector<std::string>> subjects{{"refund", "money back", "reimbursement"},
                                                       {"password", "login", "sign in"},
                                                       {"delivery", "parcel", "courier"},
                                                       {"invoice", "receipt", "tax bill"},
                                                       {"座位", "选座", "靠窗座位"},
                                                       {"发票", "报销凭证", "电子发票"},
                                                       {"验证码", "短信验证码", "收不到验证码"},
                                                       {"行李", "托运行李", "行李箱"}};
  const std::vector<std::string> english{"where is my", "I have a problem with the",
                                         "please help with my", "still waiting for the",
                                         "the app says error for my"};
  const std::vector<std::string> chinese{"我的", "请帮我看看", "为什么一直没有", "怎么处理",
                                         "现在需要"};
  std::mt19937_64 random(seed);
  std::vector<Planted> out;
  for (int i = 0; i < 400; ++i) {
    const auto matter = static_cast<std::size_t>(i % 8);
    const auto& subject = subjects[matter][random() % 3];
    const bool is_chinese = matter >= 4;
    const char* space = is_chinese ? "" : " ";
    const char* day = random() % 2 == 0 ? "" : is_chinese ? "今天" : " today";
    out.push_back({(is_chinese ? chinese : english)[random() % 5] + space + subject + day,
                   static_cast<int>(matter)});
  }
  return out;
}

ContactSample sample_of(std::vector<Planted> contacts, bool reversed = false) {
  ContactSample sample{20'000};
  std::vector<Contact> records;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    Contact& record = records.emplace_back();
    record.contact_id = fmt::format("c{}", i);
    record.customer_id = fmt::format("u{}", i % 300);
    record.occurred_at = EventTime{static_cast<std::int64_t>(i) * 60'000};
    record.text = contacts[i].text;
  }
  if (reversed) std::reverse(records.begin(), records.end());
  for (const Contact& record : records) sample.add(record, {*record.text});
  return sample;
}

TEST(DraftLine, planted_matters_become_scenarios) {
  const std::uint64_t seed = 1;
  const auto contacts = planted(seed);
  const DraftLine line = draft_line("shop", sample_of(contacts));
  EXPECT_GE(line.covered(), 90) << "seed " << seed;
  EXPECT_EQ(line.counts.contacts, 400);
  EXPECT_EQ(line.counts.customers, 300);
  // Most examples of a scenario are about one matter, and each matter has a scenario.
  std::map<std::string, int> matter_of;
  for (const Planted& p : contacts) matter_of[p.text] = p.matter;
  std::set<int> found;
  int examples = 0, fitting = 0;
  for (const DraftStage& stage : line.stages) {
    for (const DraftScenario& scenario : stage.scenarios) {
      std::map<int, int> votes;
      for (const std::string& text : scenario.examples) ++votes[matter_of.at(text)];
      const auto most = std::max_element(votes.begin(), votes.end(),
                                         [](auto& a, auto& b) { return a.second < b.second; });
      found.insert(most->first);
      fitting += most->second;
      examples += static_cast<int>(scenario.examples.size());
    }
  }
  EXPECT_EQ(found.size(), 8U);
  EXPECT_GE(fitting, examples * 8 / 10);
}

TEST(DraftLine, the_order_of_the_records_changes_no_byte) {
  const auto contacts = planted(2);
  EXPECT_EQ(write_draft({draft_line("shop", sample_of(contacts))}),
            write_draft({draft_line("shop", sample_of(contacts, true))}));
}

TEST(DraftLine, names_are_in_the_language_of_the_texts) {
  const DraftLine line = draft_line("shop", sample_of(planted(3)));
  std::set<std::string> languages;
  for (const DraftStage& stage : line.stages) {
    for (const DraftScenario& scenario : stage.scenarios) {
      for (const auto& [language, name] : scenario.name) languages.insert(language);
      EXPECT_EQ(scenario.name.size(), 1U);
    }
  }
  EXPECT_THAT(languages, testing::ElementsAre("en", "zh"));
}

TEST(DraftLine, one_customer_makes_no_scenario) {
  auto contacts = planted(4);
  ContactSample sample = sample_of(contacts);
  for (int i = 0; i < 40; ++i) {
    Contact record;
    record.contact_id = fmt::format("spam{}", i);
    record.customer_id = "spammer";
    sample.add(record,
               {"zebra giraffe elephant " + std::string(1, static_cast<char>('a' + i % 26))});
  }
  const DraftLine line = draft_line("shop", sample);
  for (const DraftStage& stage : line.stages) {
    for (const DraftScenario& scenario : stage.scenarios) {
      EXPECT_THAT(scenario.examples, testing::Each(testing::Not(testing::HasSubstr("zebra"))));
    }
  }
}

TEST(DraftLine, a_few_texts_make_no_scenario) {
  auto contacts = planted(5);
  std::erase_if(contacts, [](const Planted& p) { return p.matter != 0; });
  contacts.resize(15);
  const DraftLine line = draft_line("shop", sample_of(contacts));
  EXPECT_EQ(line.scenarios(), 0U);
  EXPECT_FALSE(line.strays.empty());
  const DraftLine empty = draft_line("shop", ContactSample{10});
  EXPECT_EQ(empty.scenarios(), 0U);
  EXPECT_EQ(empty.covered(), 0);
}

TEST(DraftLine, greetings_are_counted_apart) {
  auto contacts = planted(6);
  for (int i = 0; i < 100; ++i) contacts.push_back({"hello", -1});
  const DraftLine line = draft_line("shop", sample_of(contacts));
  EXPECT_EQ(line.without_text, 100);
  EXPECT_LE(line.clustered, 400);
}

}  // namespace
}  // namespace vocmap
