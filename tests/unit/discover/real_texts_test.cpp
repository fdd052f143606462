#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "operators/discover/discover.h"
#include "operators/scenario/scorer.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

// What people really wrote (public data beside the project): a matter that the taxonomy lacks
// begins in the middle of a stream of others that it has and of strays.

namespace vocmap {
namespace {

using testing::HasSubstr;

using Texts = std::map<std::string, std::vector<std::string>>;  // by label

Texts read_texts(const std::string& name) {
  std::ifstream file(VOCMAP_SOURCE_DIR "/../shared/data/" + name);
  Texts texts;
  std::string line;
  std::getline(file, line);  // header
  while (std::getline(file, line)) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos) texts[line.substr(tab + 1)].push_back(line.substr(0, tab));
  }
  return texts;
}

// Contacts of one line as INTAKE and JOURNEY would give them to MAP, one a minute.
class Stream {
 public:
  // Five examples of each label but `planted`.
  Stream(const Texts& train, const std::vector<std::string>& labels, const std::string& planted,
         bool chinese)
      : chinese_(chinese) {
    Taxonomy taxonomy;
    Line line;
    line.id = "line";
    line.stages.push_back({"stage", {}, {}});
    for (const std::string& label : labels) {
      if (label == planted) continue;
      Scenario& scenario = line.stages[0].scenarios.emplace_back();
      scenario.id = label;
      for (std::size_t i = 0; i < 5; ++i) scenario.examples.push_back(train.at(label).at(i));
    }
    taxonomy.lines.push_back(std::move(line));
    index_.emplace(std::move(taxonomy));
    scorer_ = make_lexical_scorer(*index_);
  }

  void add(const std::string& id, const std::string& text, std::uint64_t customer) {
    now_ = now_ + std::chrono::minutes{1};
    scorer_->score(0, text, evidence_);
    if (is_zero(evidence_.vector)) return;
    for (const ScenarioScore& s : evidence_.top) {
      if (s.score >= evidence_.none) return;
    }
    LineDelta delta;
    delta.line = "line";
    UnmatchedContact& contact = delta.unmatched.emplace_back();
    contact.opened_at = now_;
    contact.bucket = floor_to(now_, kBaseWindow);
    contact.contact_id = id;
    contact.customer = customer;
    contact.vector = {evidence_.vector};
    contact.space = evidence_.space;
    contact.text_hash = evidence_.text_hash;
    contact.verbatim = text;
    contact.language = chinese_ ? "zh-Hans" : "en";
    discover_.apply(delta);
  }
  // The newest value of each scenario; `restart` builds what is in memory anew.
  const std::map<std::string, std::string>& published(bool restart) {
    discover_.advance(now_);
    discover_.publish(out_);
    for (const OutboundRecord& record : out_.take()) {
      newest_[record.key] = record.value.value_or("");
    }
    state_.commit();
    if (restart) discover_.resume(now_);
    return newest_;
  }

 private:
  const bool chinese_;
  std::optional<TaxonomyIndex> index_;
  std::unique_ptr<ScenarioScorer> scorer_;
  Evidence evidence_;
  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Discover discover_{taxonomies_, *state_};
  Outbox out_;
  EventTime now_ = at("2026-03-07T10:00:00Z");
  std::map<std::string, std::string> newest_;
};

int count_in(const std::string& json, const std::string& part) {
  int found = 0;
  for (auto at = json.find(part); at != json.npos; at = json.find(part, at + 1)) ++found;
  return found;
}

// Most of its central texts are of the new matter, and it is no part of another scenario.
bool is_new_matter(const std::string& json) {
  return count_in(json, R"("contact_id":"new)") > count_in(json, R"("contact_id":"old)") &&
         json.find(R"("merged_into":null)") != json.npos;
}

std::string label_in(const std::string& json, const std::string& language) {
  const std::string mark = '"' + language + "\":\"";
  const auto from = json.find(mark);
  if (from == json.npos) return "";
  return json.substr(from + mark.size(), json.find('"', from + mark.size()) - from - mark.size());
}

struct Data {
  Texts train;
  std::vector<std::string> strays;
  std::vector<std::string> labels;  // of the line
  bool chinese = false;
};

// What became of the new matter `planted`: after 150 other contacts one in six is about it, of ten
// customers in turn, and what is in memory is built anew at every seventh.
struct Outcome {
  int contacts = 0;  // about it, until it was proposed; 0: never
  std::string id, label;
  int lost = 0;  // publications after that in which the id did not stand for it
};

Outcome plant(const Data& data, const std::string& planted) {
  Stream stream(data.train, data.labels, planted, data.chinese);
  int others = 0;
  const auto add_other = [&] {
    const int i = others++;
    const std::string& label = data.labels[static_cast<std::size_t>(i) % data.labels.size()];
    if (label == planted) return;
    const std::vector<std::string>& texts = data.train.at(label);
    const std::size_t unseen = 5 + static_cast<std::size_t>(i) / data.labels.size();
    stream.add("old" + std::to_string(i), texts[unseen % texts.size()],
               static_cast<std::uint64_t>(1'000 + i));
  };
  while (others < 150) add_other();
  Outcome outcome;
  int seen = 0;
  for (const std::string& text : data.train.at(planted)) {
    if (seen == 100) break;
    stream.add("new" + std::to_string(seen), text, static_cast<std::uint64_t>(seen % 10));
    ++seen;
    for (int k = 0; k < 4; ++k) add_other();
    stream.add("old-stray" + std::to_string(seen),
               data.strays[static_cast<std::size_t>(seen) % data.strays.size()],
               static_cast<std::uint64_t>(100'000 + seen));
    const auto& scenarios = stream.published(seen % 7 == 0);
    if (outcome.contacts > 0) {
      const auto found = scenarios.find(outcome.id);
      outcome.lost += found == scenarios.end() || !is_new_matter(found->second) ? 1 : 0;
      continue;
    }
    for (const auto& [id, json] : scenarios) {
      if (!is_new_matter(json)) continue;
      outcome = {seen, id, label_in(json, data.chinese ? "zh" : "en"), 0};
      break;
    }
  }
  return outcome;
}

void expect_proposed(const Data& data, const std::string& planted, const std::string& label) {
  const Outcome outcome = plant(data, planted);
  EXPECT_GT(outcome.contacts, 0) << planted;
  EXPECT_LE(outcome.contacts, 30) << planted;
  EXPECT_THAT(outcome.label, HasSubstr(label)) << planted;
  EXPECT_EQ(outcome.lost, 0) << planted;
}

TEST(RealTexts, a_new_matter_is_proposed_within_30_contacts_of_10_customers) {
  Data travel, bank;
  travel.train = read_texts("clinc150/train.tsv");
  if (travel.train.empty()) GTEST_SKIP() << "clinc150 is not here";
  travel.strays = read_texts("clinc150/oos_train.tsv").begin()->second;
  bank = travel;
  travel.labels = {"plug_type",    "travel_notification",
                   "translate",    "flight_status",
                   "timezone",     "international_visa",
                   "travel_alert", "exchange_rate",
                   "vaccines",     "travel_suggestion",
                   "lost_luggage", "book_flight",
                   "book_hotel",   "carry_on",
                   "car_rental"};
  bank.labels = {"freeze_account", "routing",          "pin_change",   "bill_due",
                 "pay_bill",       "account_blocked",  "min_payment",  "interest_rate",
                 "bill_balance",   "transfer",         "order_checks", "balance",
                 "transactions",   "spending_history", "report_fraud"};
  expect_proposed(travel, "timezone", "time");
  expect_proposed(travel, "car_rental", "rent");
  expect_proposed(travel, "vaccines", "shots");
  expect_proposed(bank, "routing", "routing number");
  expect_proposed(bank, "interest_rate", "interest rate");
  expect_proposed(bank, "order_checks", "check");
  expect_proposed(bank, "report_fraud", "fraud");
  expect_proposed(bank, "pin_change", "pin");
  expect_proposed(bank, "min_payment", "minimum");
}

TEST(RealTexts, a_new_matter_in_chinese_is_proposed_within_30_contacts_of_10_customers) {
  Data data;
  data.train = read_texts("massive_zh_cn/train.tsv");
  if (data.train.empty()) GTEST_SKIP() << "massive_zh_cn is not here";
  data.chinese = true;
  data.strays = data.train.at("一般古怪");
  data.labels = {"报警器",   "天气查询", "播放音乐", "新闻查询", "发送电子邮件", "运输查询",
                 "烹饪食谱", "外卖订单", "日历查询", "推荐地点", "qa 货币",      "播放播客"};
  expect_proposed(data, "发送电子邮件", "电子邮件");
}

}  // namespace
}  // namespace vocmap
