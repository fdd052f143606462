#include "operators/scenario/detect_language.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

void expect_language(std::initializer_list<const char*> texts, std::string_view tag) {
  for (const char* text : texts) EXPECT_EQ(language_tag(detect_language(text)), tag) << text;
}

TEST(DetectLanguage, simplified_and_traditional_chinese) {
  expect_language(
      {"我们的订单还没到", "退款", "你好", "我的order还没到", "退", "iPhone坏了怎么办", "😀退款"},
      "zh-Hans");
  expect_language({"我們的訂單還沒到", "退費什麼時候到帳", "請問如何取消訂單 order 123"},
                  "zh-Hant");
}

TEST(DetectLanguage, english) {
  expect_language(
      {"Where is my refund?", "refund", "I was charged twice", "I bought a 茶 cup yesterday",
       "don't", "ok", "café is closed, I want my money back"},
      "en");
}

TEST(DetectLanguage, everything_else_is_other) {
  expect_language({"", " ", "😀", "12345", "!!!", "\xff\xfe", "где мой заказ", "注文が届きません",
                   "환불해 주세요", "wo ist meine Bestellung und warum",
                   "où est ma commande, je ne comprends pas"},
                  "other");
}

}  // namespace
}  // namespace vocmap
