#include "pipeline/cli/check/read_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "pipeline/cli/temporary_directory.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

using testing::ElementsAre;

class ReadSampleTest : public testing::Test {
 protected:
  CheckedSample read(const std::string& lines, std::size_t most = kMostContacts) {
    const auto file = folder_.path() / "contacts.jsonl";
    std::ofstream(file, std::ios::binary) << lines;
    auto sample = read_sample(index_, nullptr, {file}, most);
    EXPECT_TRUE(sample) << sample.error();
    return std::move(*sample);
  }

  static std::string record(const std::string& id, const std::string& rest,
                            const std::string& line = "tickets") {
    return R"({"contact_id":")" + id +
           R"(","event":"message","occurred_at":"2026-03-07T22:10:11Z","channel":"chat","line":")" +
           line + "\"" + rest + "}\n";
  }

  std::string scenario(const SampleContact& contact) const {
    return contact.scenario ? index_.scenario(*contact.scenario).id : "none";
  }

  TaxonomyIndex index_ = ticket_taxonomy();
  TemporaryDirectory folder_;
};

TEST_F(ReadSampleTest, records_of_a_contact_are_one_and_a_repeated_text_counts_once) {
  const CheckedSample sample =
      read(record("c1", R"(,"text":"怎么退票")") + record("c2", R"(,"text":"二维码扫不出来")") +
           record("c1", R"(,"text":"怎么退票","turns":[{"seq":1,"role":"customer","text":"退款"},)"
                        R"({"seq":2,"role":"agent","text":"二维码"}])"));
  ASSERT_EQ(sample.contacts.size(), 2u);
  EXPECT_THAT(sample.contacts[0].texts, ElementsAre("怎么退票", "退款"));
  EXPECT_EQ(scenario(sample.contacts[0]), "refund");
  EXPECT_EQ(scenario(sample.contacts[1]), "qr");
  EXPECT_EQ(sample.read.records, 3u);
  EXPECT_THAT(sample.calibrated, ElementsAre(false, false));
}

TEST_F(ReadSampleTest, evidence_is_summed_over_the_texts_of_a_contact) {
  const std::string qr = R"(,"text":"入园二维码扫不出来")", refund = R"(,"text":"怎么退票")";
  const CheckedSample sample = read(record("c1", qr) + record("c1", R"(,"text":"取票码不能用")") +
                                    record("c1", refund) + record("c2", refund));
  ASSERT_EQ(sample.contacts.size(), 2u);
  EXPECT_EQ(scenario(sample.contacts[0]), "qr");
  ASSERT_TRUE(sample.contacts[0].next);
  EXPECT_EQ(index_.scenario(*sample.contacts[0].next).id, "refund");
  EXPECT_GT(sample.contacts[0].share, sample.contacts[0].next_share);
  EXPECT_LE(sample.contacts[0].share + sample.contacts[0].next_share, 1000);
}

TEST_F(ReadSampleTest, a_text_that_hardly_resembles_an_example_is_unclassified) {
  const CheckedSample sample =
      read(record("c1", R"(,"text":"we saw a get-together of many birds in my garden")"));
  ASSERT_EQ(sample.contacts.size(), 1u);
  EXPECT_EQ(scenario(sample.contacts[0]), "none");
}

TEST_F(ReadSampleTest, one_id_of_several_customers_is_a_contact_of_each) {
  const CheckedSample sample = read(record("c1", R"(,"customer_id":"u1","text":"怎么退票")") +
                                    record("c1", R"(,"customer_id":"u2","text":"二维码扫不出来")") +
                                    record("c1", R"(,"customer_id":"u1","text":"退款")"));
  ASSERT_EQ(sample.contacts.size(), 2u);
  EXPECT_THAT(sample.contacts[0].texts, ElementsAre("怎么退票", "退款"));
  EXPECT_EQ(scenario(sample.contacts[0]), "refund");
  EXPECT_EQ(scenario(sample.contacts[1]), "qr");
}

TEST_F(ReadSampleTest, of_too_many_contacts_the_same_ones_stand_for_all_in_any_order) {
  std::vector<std::string> records;
  for (int i = 0; i < 300; ++i) {
    const std::string id = std::to_string(i % 150);
    records.push_back(record(id, ",\"text\":\"退票 " + std::string(1 + i % 150, 'x') + '"'));
  }
  const auto texts_of = [&](std::size_t most, bool complete) {
    std::string lines;
    for (const std::string& line : records) lines += line;
    const CheckedSample sample = read(lines, most);
    EXPECT_THAT(sample.complete, ElementsAre(complete, true));
    EXPECT_EQ(sample.contacts.size(), std::min<std::size_t>(most, 150));
    std::multiset<std::string> texts;
    for (const SampleContact& c : sample.contacts) texts.insert(c.texts.begin(), c.texts.end());
    return texts;
  };
  const auto forward = texts_of(50, false);
  std::reverse(records.begin(), records.end());
  EXPECT_EQ(texts_of(50, false), forward);
  texts_of(150, true);
}

TEST_F(ReadSampleTest, texts_beyond_what_is_kept_are_scored_and_count_once) {
  const std::string birds = R"(,"text":")" + std::string(2 * kKeptTextBytes, 'x') + '"';
  const std::string refund = R"(,"text":"怎么退票")", qr = R"(,"text":"二维码扫不出来")";
  const CheckedSample sample =
      read(record("c1", birds) + record("c1", refund) + record("c1", refund) + record("c1", qr) +
           record("c1", refund) + record("c2", refund) + record("c2", qr));
  ASSERT_EQ(sample.contacts.size(), 2u);
  EXPECT_THAT(sample.contacts[0].texts, ElementsAre(std::string(kKeptTextBytes, 'x')));
  EXPECT_NE(scenario(sample.contacts[0]), "none");
  EXPECT_EQ(scenario(sample.contacts[0]), scenario(sample.contacts[1]));
}

TEST_F(ReadSampleTest, texts_are_redacted) {
  const CheckedSample sample = read(record("c1", R"(,"text":"退票，电话13812345678")"));
  EXPECT_THAT(sample.contacts.at(0).texts, ElementsAre("退票，电话[mobile]"));
}

TEST_F(ReadSampleTest, what_is_not_scored_is_counted) {
  const CheckedSample sample = read(record("c1", "") + record("c2", R"(,"text":"退票")", "boats") +
                                    "{\n" + record("c3", R"(,"text":"ζζζ ωωω")") +
                                    record("c3", R"(,"text":"the wifi is down")", "hotels") +
                                    record("c4", R"(,"direction":"outbound","text":"退票")"));
  EXPECT_EQ(sample.read.records, 6u);
  EXPECT_EQ(sample.read.refused, 1u);
  EXPECT_EQ(sample.read.outbound, 1u);
  EXPECT_EQ(sample.other_lines, 1u);
  EXPECT_THAT(sample.without_text, ElementsAre(1, 0));
  ASSERT_EQ(sample.contacts.size(), 2u);
  EXPECT_EQ(scenario(sample.contacts[0]), "none");
  EXPECT_EQ(sample.contacts[1].line, 1u);
  EXPECT_EQ(scenario(sample.contacts[1]), "wifi");
}

TEST_F(ReadSampleTest, a_missing_file_is_a_sentence) {
  const auto sample = read_sample(index_, nullptr, {folder_.path() / "absent.jsonl"});
  ASSERT_FALSE(sample);
  EXPECT_THAT(sample.error(), testing::HasSubstr("absent.jsonl cannot be read"));
}

}  // namespace
}  // namespace vocmap
