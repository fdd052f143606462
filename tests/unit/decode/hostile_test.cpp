#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "operators/decode/json_number.h"
#include "tests/unit/decode/decode_support.h"

namespace vocmap {
namespace {

constexpr int kMutations = 20'000;

std::uint64_t seed() {
  const char* given = std::getenv("VOCMAP_TEST_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20260307;
  std::cout << "VOCMAP_TEST_SEED=" << seed << '\n';
  return seed;
}

// One record through a decoder that lives on, from memory of exactly its size, so that a sanitizer
// sees every byte read beyond it.
Decoded decode_exact(DecodeEvent& decode_event, Topic topic, std::string_view value) {
  const std::vector<char> exact(value.begin(), value.end());
  Record record;
  record.topic = topic;
  record.value = {exact.data(), exact.size()};
  return decode_event(record);
}

TEST(Hostile, contact_is_accepted_only_whole) {
  const std::string whole = valid_examples(Topic::contacts).front();
  DecodeEvent decode_event;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string_view cut = std::string_view(whole).substr(0, length);
    ASSERT_FALSE(decode_exact(decode_event, Topic::contacts, cut)) << cut;
  }
  EXPECT_TRUE(decode_exact(decode_event, Topic::contacts, whole));
}

TEST(Hostile, cut_record_is_never_completed_by_the_record_before) {
  const std::string whole = with(Topic::contacts, R"("handle":{"talk_s":1})");
  DecodeEvent decode_event;
  ASSERT_TRUE(decode_exact(decode_event, Topic::contacts, whole));
  const std::string cut = whole.substr(0, whole.size() - 1);
  EXPECT_FALSE(decode_exact(decode_event, Topic::contacts, cut));
}

TEST(Hostile, deep_nesting_is_refused_everywhere) {
  const std::string arrays(10'000, '[');
  std::string objects;
  for (int i = 0; i < 10'000; ++i) objects += R"({"a":)";
  for (const std::string& nest : {arrays, objects, arrays + std::string(10'000, ']')}) {
    for (const Topic topic : input_topics()) {
      EXPECT_FALSE(decode(topic, nest));
      EXPECT_FALSE(decode(topic, with(topic, R"("x":)" + nest)));
      EXPECT_FALSE(decode(topic, with(topic, R"("x":)" + nest + "}")));
      EXPECT_FALSE(decode(topic, with(topic, R"("attributes":)" + nest)));
      EXPECT_FALSE(decode(topic, R"({"specversion":"1.0","data":)" + nest));
    }
  }
}

TEST(Hostile, many_fields_and_long_numbers_are_only_slow) {
  std::string fields = R"("x0":0)";
  for (int i = 1; i < 20'000; ++i) fields += ",\"x" + std::to_string(i) + "\":0";
  const Decoded decoded = decode(Topic::orders, with(Topic::orders, fields));
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_EQ(decoded->unknown_fields, 20'000);
  const std::string digits(100'000, '9');
  EXPECT_FALSE(decode(Topic::orders, with(Topic::orders, R"("revenue_minor":)" + digits)));
  EXPECT_TRUE(decode(Topic::orders, with(Topic::orders, R"("x":)" + digits)));
}

TEST(Hostile, json_numbers_are_those_of_the_standard) {
  for (const char* text : {"0", "-0", "10", "1.5", "-1.50", "1e5", "1E+5", "0e-9", "1e400"}) {
    EXPECT_TRUE(is_json_number(text)) << text;
  }
  for (const char* text :
       {"", "-", "01", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "1 2", "--1"}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string operator()(std::string text) {
    for (std::size_t i = below(4) + 1; i > 0; --i) mutate(text);
    return text;
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

 private:
  void mutate(std::string& text) {
    static const std::vector<std::string> kTokens = {"{",         "}",
                                                     "[",         "]",
                                                     ",",         ":",
                                                     "\"",        "\\",
                                                     "\\ud800",   "null",
                                                     "true",      "-",
                                                     "1e400",     "NaN",
                                                     "\xff",      "\xef\xbb\xbf",
                                                     "0",         std::string(1, '\0'),
                                                     "\"line\":", "[[[[",
                                                     "}}}}",      " "};
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        text.insert(at, kTokens[below(kTokens.size())]);
        break;
      case 1:
        text.erase(at, below(8));
        break;
      case 2:
        text.resize(at);
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), below(64)));
        break;
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
    }
  }

  std::mt19937_64 random_;
};

TEST(Hostile, mutated_examples_are_decoded_or_refused) {
  std::vector<std::pair<Topic, std::string>> corpus;
  for (const Topic topic : input_topics()) {
    for (std::string& text : valid_examples(topic)) {
      corpus.emplace_back(
          topic, R"({"specversion":"1.0","id":"e","source":"s","type":"t","data":)" + text + "}");
      corpus.emplace_back(topic, std::move(text));
    }
  }
  Mutator mutate(seed());
  DecodeEvent decode_event;
  std::size_t decoded_count = 0;
  for (int i = 0; i < kMutations; ++i) {
    const auto& [topic, text] = corpus[mutate.below(corpus.size())];
    const Decoded decoded = decode_exact(decode_event, topic, mutate(text));
    decoded_count += decoded.has_value();
    if (decoded) {
      ASSERT_EQ(decoded->event.index(), static_cast<std::size_t>(topic));
    } else {
      ASSERT_FALSE(sentence_of(decoded.error().reason).empty());
    }
  }
  EXPECT_GT(decoded_count, 0);
  EXPECT_LT(decoded_count, static_cast<std::size_t>(kMutations));
}

// A second opinion: what the decoder accepts is JSON for the strict parser, too.
TEST(Hostile, accepted_mutations_are_json) {
  const std::vector<std::string> corpus = valid_examples(Topic::contacts);
  Mutator mutate(seed() + 1);
  DecodeEvent decode_event;
  simdjson::dom::parser strict;
  for (int i = 0; i < kMutations; ++i) {
    const std::string text = mutate(corpus[mutate.below(corpus.size())]);
    if (!decode_exact(decode_event, Topic::contacts, text)) continue;
    const bool marked = text.starts_with("\xef\xbb\xbf") || text.starts_with('\0');
    const simdjson::error_code error = strict.parse(text).error();
    const std::string_view fault = simdjson::error_message(error);
    const bool big_number = fault.find("number") != fault.npos || fault.find("Big") != fault.npos;
    EXPECT_TRUE(marked || big_number || error == simdjson::SUCCESS) << fault << ": " << text;
  }
}

}  // namespace
}  // namespace vocmap
