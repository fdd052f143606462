#include "pipeline/cli/sentiment.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <string>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/train/sentiment_fit.h"
#include "pipeline/cli/write_file.h"

namespace vocmap {
namespace {

tl::expected<RatedText, std::string> read_line(const std::string& line) {
  const auto tab = line.find('\t');
  if (tab == line.npos) return tl::unexpected<std::string>("is not LABEL, tab, TEXT");
  RatedText out{0, line.substr(tab + 1)};
  const auto [end, error] = std::from_chars(line.data(), line.data() + tab, out.rating);
  // Not a number is neither.
  if (error != std::errc{} || end != line.data() + tab || !(out.rating >= -1 && out.rating <= 1)) {
    return tl::unexpected("has the label " + line.substr(0, tab) + ", which is none from -1 to 1");
  }
  return out;
}

tl::expected<std::vector<RatedText>, std::string> read_rated(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return tl::unexpected(file.string() + " cannot be read");
  std::vector<RatedText> out;
  for (std::string line; std::getline(in, line);) {
    auto one = read_line(line);
    if (!one) {
      return tl::unexpected(
          fmt::format("{}: line {} {}", file.string(), out.size() + 1, one.error()));
    }
    out.push_back(std::move(*one));
  }
  if (out.empty()) return tl::unexpected(file.string() + " has no text");
  return out;
}

}  // namespace

int make_sentiment(const SentimentOptions& options) {
  std::vector<std::string> problems;
  std::vector<std::vector<RatedText>> languages;
  for (const auto& input : options.inputs) {
    auto language = read_rated(input);
    if (!language) {
      problems.push_back(language.error());
    } else {
      languages.push_back(std::move(*language));
    }
  }
  if (!problems.empty()) return bad_start(problems);
  const auto entries = fit_sentiment(languages);
  const std::string bytes = serialise(entries);
  if (const auto done = write_file(options.out, bytes); !done) return bad_start({done.error()});
  fmt::print("{} features, {} bytes\n", entries.size(), bytes.size());
  return 0;
}

}  // namespace vocmap
