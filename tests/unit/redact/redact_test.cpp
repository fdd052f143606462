#include "operators/redact/redact.h"

#include <gtest/gtest.h>

#include <numeric>

namespace vocmap {
namespace {

std::string redacted(std::string text) {
  RedactionCounts counts;
  redact(text, counts);
  return text;
}

struct Case {
  const char* text;
  const char* expected;
};

void expect_all(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(redacted(c.text), c.expected) << c.text;
    EXPECT_EQ(redacted(c.expected), c.expected) << "not idempotent";
  }
}

TEST(Redact, mainland_mobile_numbers_in_all_forms) {
  expect_all({{"13800138000", "[mobile]"},
              {"我的手机13800138000，请回电", "我的手机[mobile]，请回电"},
              {"138 0013 8000", "[mobile]"},
              {"138-0013-8000 谢谢", "[mobile] 谢谢"},
              {"+86 138 0013 8000", "[mobile]"},
              {"+8613800138000", "[mobile]"},
              {"0086-13800138000", "[mobile]"},
              {"(+86)13800138000", "[mobile]"},
              {"86 13800138000", "[mobile]"},
              {"１３８００１３８０００", "[mobile]"},
              {"tel13800138000", "tel[mobile]"},
              {"13800138000/13900139000", "[mobile]/[mobile]"},
              {"13800138000 13900139000", "[mobile] [mobile]"},
              {"我下单用的13800138000", "我下单用的[mobile]"},
              {"订单电话13800138000", "订单电话[mobile]"},
              {"电话:19912345678,收件人", "电话:[mobile],收件人"}});
}

TEST(Redact, mainland_landlines) {
  expect_all({{"010-62345678", "[landline]"},
              {"(021)62345678", "[landline]"},
              {"0755 2345678", "[landline]"},
              {"0755-23456789-801 转", "[landline] 转"},
              {"+86 10 6234 5678", "[landline]"},
              {"请打电话 62345678", "请打电话 [landline]"}});
}

TEST(Redact, identity_cards_need_the_checksum) {
  expect_all({{"11010519491231002X", "[id_card]"},
              {"身份证11010519491231002x。", "身份证[id_card]。"},
              {"440524188001010014", "440524188001010014"},
              {"110105194912310021", "110105194912310021"},
              {"110105 19491231 002X", "[id_card]"},
              {"身份证号 130503670401001", "身份证号 [id_card]"}});
}

TEST(Redact, bank_cards_need_luhn_and_a_scheme) {
  expect_all({{"4111111111111111", "[bank_card]"},
              {"4111 1111 1111 1111", "[bank_card]"},
              {"4111-1111-1111-1111", "[bank_card]"},
              {"5500005555555559", "[bank_card]"},
              {"378282246310005", "[bank_card]"},
              {"3782 822463 10005", "[bank_card]"},
              {"6222020200112230009", "6222020200112230009"},
              {"6212261001000000007", "[bank_card]"},
              {"卡号6011111111111117", "卡号[bank_card]"},
              {"my card 30569309025904", "my card [bank_card]"},
              {"4111111111111112", "4111111111111112"}});
}

TEST(Redact, union_pay_cards_with_nineteen_digits) {
  std::string card = "622202020011223000";
  for (char check = '0'; check <= '9'; ++check) {
    int sum = 0;
    const std::string whole = card + check;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      int d = whole[whole.size() - 1 - i] - '0';
      if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
      sum += d;
    }
    EXPECT_EQ(redacted(whole), sum % 10 == 0 ? "[bank_card]" : whole);
  }
}

TEST(Redact, emails) {
  expect_all({{"mail me: jane.doe+x@mail.example.co.uk!", "mail me: [email]!"},
              {"邮箱zhang_san@qq.com谢谢", "邮箱[email]谢谢"},
              {"a@b.cn,c@d.org", "[email],[email]"},
              {"＠ｑｑ foo＠qq.com", "＠ｑｑ [email]"},
              {"@JetBlue thanks @united", "@JetBlue thanks @united"},
              {"3 tickets @ 20.50", "3 tickets @ 20.50"}});
}

TEST(Redact, passports_plates_and_national_numbers) {
  expect_all({{"护照E12345678过期", "护照[passport]过期"},
              {"EA1234567", "[passport]"},
              {"passport number 533401372", "passport number [passport]"},
              {"车牌京A12345", "车牌[plate]"},
              {"沪A·D12345 沪AD12345", "[plate] [plate]"},
              {"粤B8888警", "[plate]"},
              {"SSN 078-05-1120", "SSN [national_id]"},
              {"my ssn is 078051120", "my ssn is [national_id]"},
              {"NI number AB 12 34 56 C", "NI number [national_id]"},
              {"QQ123456C", "QQ123456C"},
              {"DE89 3704 0044 0532 0130 00", "[iban]"},
              {"GB82WEST12345698765432 please", "[iban] please"},
              {"DE89 3704 0044 0532 0130 01", "DE89 3704 0044 0532 0130 01"},
              {"I live in SW1A 1AA London", "I live in [postcode] London"}});
}

TEST(Redact, foreign_phones) {
  expect_all({{"(415) 555-2671", "[phone]"},
              {"call 415-555-2671 now", "call [phone] now"},
              {"+1 415 555 2671", "[phone]"},
              {"+14155552671", "[phone]"},
              {"1-415-555-2671", "[phone]"},
              {"my phone: 4155552671", "my phone: [phone]"},
              {"+44 20 7946 0958", "[phone]"},
              {"07700 900123", "[phone]"},
              {"020 7946 0958", "[landline]"},
              {"+49 30 901820", "[phone]"}});
}

TEST(Redact, chinese_addresses) {
  expect_all({{"地址：北京市朝阳区建国路88号院3栋501室，请尽快", "地址：[address]，请尽快"},
              {"我住在上海市浦东新区世纪大道100号", "我住在[address]"},
              {"人民路88号 2026-03-07 到", "[address] 2026-03-07 到"},
              {"寄到南京西路 1038 号 2 楼", "寄到[address]"},
              {"收货地址：浙江省杭州市西湖区 13800138000", "收货地址：[address] [mobile]"},
              {"我要修改收货地址，怎么办", "我要修改收货地址，怎么办"},
              {"地址填错了城市怎么改", "地址填错了城市怎么改"},
              {"地铁2号线人民路站1号口", "地铁2号线人民路站1号口"}});
}

TEST(Redact, english_addresses) {
  expect_all({{"ship to 221B Baker Street, London", "ship to [address], London"},
              {"10 main road", "[address]"},
              {"1600 Pennsylvania Ave, Apt 4B", "[address]"},
              {"350 5th Avenue", "[address]"},
              {"I waited 20 minutes on the road", "I waited 20 minutes on the road"},
              {"2 tickets to the place", "2 tickets to the place"},
              {"lost 3 bags on the way", "lost 3 bags on the way"}});
}

TEST(Redact, names_after_an_introduction) {
  expect_all({{"我叫张三", "我叫[name]"},
              {"你好，我叫欧阳小红，订单没到", "你好，我叫[name]，订单没到"},
              {"我叫张三我要退款", "我叫[name]我要退款"},
              {"姓名：李四 电话13800138000", "姓名：[name] 电话[mobile]"},
              {"张先生，您好", "[name]先生，您好"},
              {"My name is John Smith and I paid twice", "My name is [name] and I paid twice"},
              {"cardholder: Jo Bloggs", "cardholder: [name]"},
              {"my name is anna", "my name is [name]"},
              {"Mrs. Robinson called", "Mrs. [name] called"},
              {"open it in MS Excel", "open it in MS Excel"},
              {"我叫了外卖还没到", "我叫了外卖还没到"},
              {"my name is not on the ticket", "my name is not on the ticket"},
              {"名字写错了怎么改", "名字写错了怎么改"},
              {"change the name on my ticket", "change the name on my ticket"}});
}

TEST(Redact, order_numbers_amounts_and_dates_survive) {
  for (const char* text : {"订单号12345678",
                           "订单 20260307123456",
                           "单号：2026030712345678",
                           "order 1234567890",
                           "order no. 4111111111111111",
                           "订单号是13800138000",
                           "订单编号: 6222020200112230009",
                           "单号SF1380013800012",
                           "运单号 773012345678901",
                           "tracking 1Z999AA10123456784",
                           "RB123456785CN",
                           "LP00123456789012",
                           "12345678901234567890",
                           "order 112-1380013-8000138",
                           "ORD_13800138000",
                           "ORD-20260307-0001",
                           "订单2026030700000138001380",
                           "booking ref 62345678",
                           "20260307220000",
                           "1772920800000",
                           "1772920800",
                           "10086",
                           "12306客服",
                           "400-812-3123",
                           "¥13800138000",
                           "扣了12345678元",
                           "￥1,234,567.89",
                           "$4155552671",
                           "12345678.90",
                           "2026-03-07",
                           "2026-03-07T22:00:00Z",
                           "2026-03-07 22:00:00",
                           "2026/03/07 10:30",
                           "2026年3月7日",
                           "07.03.2026",
                           "3月7日14:30到15:00",
                           "22:00:00.123",
                           "CA1234",
                           "MU5678 航班",
                           "BA 1326",
                           "G1234次",
                           "v1.2.3",
                           "version 10.15.7.20",
                           "192.168.100.200",
                           "iPhone 15 Pro",
                           "Windows 10 22H2",
                           "3.1415926535",
                           "50% off 100000 points",
                           "100 200 3000",
                           "2 x 500 = 1000",
                           "5 stars",
                           "第2号柜台",
                           "房间1208",
                           "座位12A",
                           "65535 65536",
                           "0.00000001",
                           "order 078-05-1120",
                           "case 415-555-2671",
                           "快递单号13800138000",
                           "订单号E12345678",
                           "1-2-3-4-5-6-7-8-9-10-11",
                           "2026-03-07 2026-03-08",
                           "10:00-12:00",
                           "99999999",
                           "发票号 01234567890",
                           "优惠码 ABC12345678",
                           "100000000",
                           "京东的订单",
                           "我要退款",
                           "hello",
                           ""}) {
    EXPECT_EQ(redacted(text), text);
  }
}

TEST(Redact, counts_by_kind) {
  std::string text = "13800138000 a@b.cn 13900139000";
  RedactionCounts counts;
  redact(text, counts);
  redact(text, counts);
  EXPECT_EQ(counts[RedactionKind::mobile], 2u);
  EXPECT_EQ(counts[RedactionKind::email], 1u);
  EXPECT_EQ(std::accumulate(counts.by_kind.begin(), counts.by_kind.end(), 0u), 3u);
  EXPECT_EQ(redaction_name(RedactionKind::mobile), "mobile");
  EXPECT_EQ(redaction_name(RedactionKind::postcode), "postcode");
}

TEST(Redact, invalid_utf8_stays_and_numbers_beside_it_go) {
  EXPECT_EQ(redacted("\xff\xfe 13800138000 \xe4\xbd"), "\xff\xfe [mobile] \xe4\xbd");
  EXPECT_EQ(redacted(std::string("\0 13800138000", 13)), std::string("\0 [mobile]", 10));
}

TEST(RedactBytes, is_valid_utf8_and_cut_at_a_code_point) {
  EXPECT_EQ(redact_bytes("\xff{\"t\":13800138000", 100), "\xEF\xBF\xBD{\"t\":[mobile]");
  EXPECT_EQ(redact_bytes("你好", 5), "你");
  EXPECT_EQ(redact_bytes("你好", 6), "你好");
  EXPECT_EQ(redact_bytes("\xff", 2), "");
  EXPECT_EQ(redact_bytes("abc", 0), "");
}

TEST(RedactBytes, redacts_before_it_cuts) {
  EXPECT_EQ(redact_bytes("call 13800138000", 12), "call [mobile");
}

TEST(Redact, what_a_tag_uncovers_is_found_at_once) {
  expect_all({{"a@b.cn.13800138000 please", "[email].[mobile] please"},
              {"(+8306118)03800+8306118)0380000", "[phone][phone]"}});
}

TEST(Redact, tags_are_no_words) {
  expect_all({{"13800138000 62345678", "[mobile] 62345678"},
              {"[phone] 62345678", "[phone] 62345678"},
              {"卡号[bank_card]", "卡号[bank_card]"},
              {"地址：[mobile]朝阳区建国路3号", "地址：[mobile][address]"}});
}

TEST(RedactBytes, the_rest_of_a_huge_value_costs_nothing) {
  const std::string huge = "call 13800138000 " + std::string(std::size_t{256} << 20, '7');
  EXPECT_EQ(redact_bytes(huge, 20), "call [mobile] 777");
}

TEST(RedactBytes, passage_that_reaches_over_the_limit_is_one_tag) {
  EXPECT_EQ(redact_bytes("call a 13800138000 now", 12), "call a [mobi");
  EXPECT_EQ(redact_bytes("我打 13800138000 now", 13), "我打 [mobil");
}

TEST(Redact, long_texts_are_safe) {
  std::string digits(10'000, '7'), mixed, signs(10'000, '@');
  for (int i = 0; i < 1'000; ++i) mixed += "地址：1 2 3-4 路";
  EXPECT_EQ(redacted(digits), digits);
  EXPECT_EQ(redacted(signs), signs);
  EXPECT_FALSE(redacted(mixed).empty());
}

}  // namespace
}  // namespace vocmap
