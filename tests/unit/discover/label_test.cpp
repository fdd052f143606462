#include "operators/discover/label.h"

#include <gtest/gtest.h>

#include <vector>

namespace vocmap {
namespace {

using Texts = std::vector<std::string_view>;

TEST(Label, a_phrase_that_most_texts_have_beats_a_longer_one_that_a_few_have) {
  const Texts texts = {"寄存柜全满，行李箱没地方放", "行李箱太大，寄存柜塞不下", "寄存柜密码忘了",
                       "带着五件行李，寄存柜够不够大", "带着八件行李，寄存柜够不够大"};
  EXPECT_EQ(label_of(texts, {}, true), "寄存柜");
}

TEST(Label, is_not_cut_where_the_phrase_goes_on_in_the_same_way) {
  const Texts texts = {"请问欧元兑换人民币汇率多少", "美元兑换人民币汇率高吗", "日元兑换人民币汇率",
                       "兑换人民币汇率变了"};
  EXPECT_EQ(label_of(texts, Texts{"今天天气"}, true), "兑换人民币汇率");
}

TEST(Label, what_others_say_as_well_is_no_label) {
  const Texts texts = {"loyalty points missing please help", "no loyalty points please help",
                       "where are the loyalty points please help"};
  const Texts others = {"card declined please help", "late parcel please help",
                        "wrong size please help", "refund please help"};
  EXPECT_EQ(label_of(texts, others, false), "loyalty points");
  EXPECT_EQ(label_of(Texts{"one", "two"}, others, false), std::nullopt);
}

}  // namespace
}  // namespace vocmap
