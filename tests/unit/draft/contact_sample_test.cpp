#include "pipeline/cli/draft/contact_sample.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace vocmap {
namespace {

struct Said {
  std::string contact;
  std::int64_t at_ms;
  std::vector<std::string> texts;
  std::optional<std::string> customer;
};

Contact record_of(const Said& said) {
  Contact record;
  record.contact_id = said.contact;
  record.occurred_at = EventTime{said.at_ms};
  record.customer_id = said.customer;
  return record;
}

ContactSample sample_of(const std::vector<Said>& records, std::size_t most = 100) {
  ContactSample sample{most};
  for (const Said& said : records) sample.add(record_of(said), said.texts);
  return sample;
}

const SampledContact& only(const ContactSample& sample) {
  EXPECT_EQ(sample.contacts().size(), 1U);
  return sample.contacts().begin()->second;
}

TEST(ContactSample, a_contact_stands_by_its_first_text_beyond_a_greeting) {
  const std::vector<Said> records{{"c", 300, {"my card is lost"}, "u"},
                                  {"c", 100, {"hello"}, "u"},
                                  {"c", 200, {"你好", "where is my refund", "order 7"}, "u"}};
  const ContactSample forward = sample_of(records);
  const ContactSample backward = sample_of({records.rbegin(), records.rend()});
  EXPECT_EQ(only(forward).text, "where is my refund");
  EXPECT_EQ(only(backward).text, "where is my refund");
  EXPECT_EQ(only(forward).opened_at, EventTime{100});
  EXPECT_EQ(only(forward).customer, only(backward).customer);
}

TEST(ContactSample, of_texts_at_one_time_the_order_of_records_decides_nothing) {
  const Said a{"c", 1, {"the first complaint"}, {}}, b{"c", 1, {"another complaint"}, {}};
  EXPECT_EQ(only(sample_of({a, b})).text, only(sample_of({b, a})).text);
}

TEST(ContactSample, one_id_of_several_customers_is_a_contact_of_each) {
  const ContactSample sample = sample_of({{"c", 1, {"my card is lost"}, "u"},
                                          {"c", 2, {"where is my refund"}, "v"},
                                          {"c", 3, {"the app is slow"}, {}},
                                          {"c", 4, {"hello again"}, "u"}});
  std::set<std::string> texts;
  std::set<std::uint64_t> customers;
  for (const auto& [hash, contact] : sample.contacts()) {
    texts.insert(contact.text);
    customers.insert(contact.customer);
  }
  EXPECT_EQ(texts,
            (std::set<std::string>{"my card is lost", "where is my refund", "the app is slow"}));
  EXPECT_EQ(customers.size(), 3U);
}

TEST(ContactSample, a_contact_without_a_customer_is_one_of_its_own) {
  const ContactSample sample = sample_of({{"a", 1, {"x"}, {}}, {"b", 1, {"x"}, {}}});
  EXPECT_NE(sample.contacts().begin()->second.customer,
            sample.contacts().rbegin()->second.customer);
}

TEST(ContactSample, it_is_bounded_and_the_same_in_any_order) {
  std::vector<Said> records;
  for (int i = 0; i < 5000; ++i) {
    records.push_back({fmt::format("c{}", i % 2500), i, {fmt::format("text {}", i % 2500)}, {}});
  }
  const ContactSample forward = sample_of(records, 500);
  std::reverse(records.begin(), records.end());
  const ContactSample backward = sample_of(records, 500);
  ASSERT_EQ(forward.contacts().size(), 500U);
  EXPECT_FALSE(forward.complete());
  EXPECT_NEAR(static_cast<double>(forward.total()), 2500, 375);  // 3 standard errors
  EXPECT_EQ(forward.total(), backward.total());
  EXPECT_TRUE(std::equal(forward.contacts().begin(), forward.contacts().end(),
                         backward.contacts().begin(), [](const auto& a, const auto& b) {
                           return a.first == b.first && a.second.text == b.second.text &&
                                  a.second.opened_at == b.second.opened_at;
                         }));
  EXPECT_TRUE(sample_of(records, 2500).complete());
}

TEST(ContactSample, a_long_text_is_cut_between_characters) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "退款";
  EXPECT_EQ(only(sample_of({{"c", 1, {text}, {}}})).text.size(), 1998U);
}

}  // namespace
}  // namespace vocmap
