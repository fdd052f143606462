// Scores the lines of standard input, for tests/bench/sentiment/run.py:
//
//   sentiment_bench [MODEL]     one score or "none" a line; what a text costs goes to stderr
//
// Without MODEL, a file of `vocmap sentiment`, it is the one that the program carries.

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "operators/sentiment/sentiment.h"

namespace vocmap {
namespace {

constexpr int kRounds = 5;  // the fastest counts

SentimentModel read_model(const char* file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  auto model = parse_sentiment_model(bytes);
  if (!model) {
    fmt::print(stderr, "{} {}\n", file, model.error());
    std::exit(2);
  }
  return std::move(*model);
}

double microseconds_per_text(Sentiment& sentiment, const std::vector<std::string>& texts) {
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t start = std::clock();  // of this process alone
    for (const std::string& text : texts) sentiment.score(text);
    const double spent = 1e6 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (round == 0 || spent < best) best = spent;
  }
  return best / static_cast<double>(texts.size());
}

int score_lines(const SentimentModel& model) {
  Sentiment sentiment(model);
  std::vector<std::string> texts;
  for (std::string line; std::getline(std::cin, line);) texts.push_back(std::move(line));
  for (const std::string& text : texts) {
    const auto score = sentiment.score(text);
    fmt::print("{}\n", score ? fmt::to_string(*score) : "none");
  }
  if (!texts.empty()) {
    fmt::print(stderr, "{:.2f} us per text\n", microseconds_per_text(sentiment, texts));
  }
  return 0;
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  using namespace vocmap;
  return argc > 1 ? score_lines(read_model(argv[1])) : score_lines(SentimentModel::built_in());
}
