#include "operators/scenario/text_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/scenario/vector_kernels.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

FittedLine small_line() {
  FittedLine line;
  line.line = "tickets";
  line.texts_hash = 42;
  line.scenarios = {"a", "b"};
  line.head_width = 16;
  line.hashes = {1, 5};
  line.idfs = {1000, 2000};
  line.head_rows.assign(32, 3);
  line.vector_rows.assign(256, -2);
  line.class_rows.assign(32, 500);
  line.scale = 1 << 20;
  return line;
}

std::string small_file() {
  TextModel model;
  model.lines.push_back(small_line());
  return serialise(model);
}

TEST(TextModelTest, comes_back_from_its_file) {
  const auto model = parse_text_model(small_file());
  ASSERT_TRUE(model) << model.error();
  const FittedLine* line = model->line("tickets", 42);
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->head_rows, small_line().head_rows);
  EXPECT_EQ(line->vector_rows, small_line().vector_rows);
  EXPECT_EQ(line->class_rows, small_line().class_rows);
  EXPECT_EQ(line->scenarios, small_line().scenarios);
  EXPECT_NE(model->hash, 0u);
}

TEST(TextModelTest, is_not_for_other_texts_of_the_scenarios) {
  const auto model = parse_text_model(small_file());
  EXPECT_EQ(model->line("tickets", 43), nullptr);
  EXPECT_EQ(model->line("hotels", 42), nullptr);
}

TEST(TextModelTest, a_damaged_file_is_refused_at_every_byte) {
  const std::string file = small_file();
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string damaged = file;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    EXPECT_FALSE(parse_text_model(damaged)) << i;
    EXPECT_FALSE(parse_text_model(std::string_view(file).substr(0, i))) << i;
  }
  EXPECT_FALSE(parse_text_model(file + "x"));
}

TEST(TextModelTest, says_what_is_wrong) {
  EXPECT_EQ(parse_text_model("{}").error(), "is no text model");
  std::string file = small_file();
  file[17] = 9;  // the format, behind the magic
  EXPECT_THAT(parse_text_model(file).error(), HasSubstr("format 9"));
  file = small_file();
  file.back() ^= 1;
  EXPECT_THAT(parse_text_model(file).error(), HasSubstr("damaged"));
}

TEST(VectorKernelsTest, equal_plain_loops_at_every_length) {
  for (std::size_t n = 0; n < 70; ++n) {
    std::vector<std::int8_t> bytes(n), others(n);
    std::vector<std::int16_t> a(n), b(n);
    std::vector<std::int32_t> sums(n, 7), expected(n, 7);
    std::vector<float> floats(n), float_sums(n, 0.1f), float_expected(n, 0.1f);
    std::int32_t product = 0;
    for (std::size_t i = 0; i < n; ++i) {
      bytes[i] = static_cast<std::int8_t>(i * 37 % 251);
      others[i] = static_cast<std::int8_t>(i * 91 % 251);
      a[i] = static_cast<std::int16_t>(i * 911 % 8191);
      b[i] = static_cast<std::int16_t>(static_cast<int>(i * 577 % 2047) - 1023);
      floats[i] = static_cast<float>(i) / 3;
      expected[i] += -16'384 * bytes[i] + 16'383 * others[i];
      float_expected[i] += 0.3f * floats[i];
      product += a[i] * b[i];
    }
    add_scaled(sums.data(), bytes.data(), -16'384, others.data(), 16'383, n);
    add_scaled(float_sums.data(), floats.data(), 0.3f, n);
    EXPECT_EQ(sums, expected);
    EXPECT_EQ(float_sums, float_expected);
    EXPECT_EQ(dot(a.data(), b.data(), n), product);
    std::vector<std::int16_t> rows;
    std::vector<std::int32_t> products(n % 11), each;
    for (std::size_t r = 0; r < products.size(); ++r) {
      for (std::size_t i = 0; i < n; ++i) rows.push_back(static_cast<std::int16_t>(b[i] - r));
      each.push_back(dot(a.data(), rows.data() + r * n, n));
    }
    dots(a.data(), rows.data(), n, products);
    EXPECT_EQ(products, each);
  }
}

}  // namespace
}  // namespace vocmap
