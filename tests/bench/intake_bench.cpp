// Times INTAKE over sets of input files, in turns: intake_bench JOURNEYS ROUNDS FOLDER...
// Each folder holds voc.<topic>.jsonl files. Prints one JSON line per set and round;
// its seconds are of processor time, which other work on the machine hardly changes.

#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "operators/intake.h"
#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

struct Line {
  Topic topic;
  std::string value;
};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return (std::ostringstream{} << in.rdbuf()).str();
}

std::vector<Line> read_folder(const std::filesystem::path& folder) {
  std::vector<Line> lines;
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    std::ifstream in(folder / (std::string{name_of(topic)} + ".jsonl"), std::ios::binary);
    for (std::string text; std::getline(in, text);) lines.push_back({topic, std::move(text)});
  }
  CHECK(!lines.empty(), "a folder without records measures nothing");
  return lines;
}

void time_set(const std::string& name, const std::vector<Line>& lines, Intake& intake) {
  std::size_t bytes = 0;
  std::size_t dead = 0;
  Outbox out;
  const std::clock_t start = std::clock();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const SourceOutcome outcome = intake.process(
        {.topic = lines[i].topic, .offset = static_cast<std::int64_t>(i), .value = lines[i].value},
        out);
    dead += outcome.fate == SourceOutcome::Fate::dead_lettered ? 1 : 0;
    bytes += lines[i].value.size();
    if (out.size() == 1'000) out.clear();
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::cout << fmt::format(
                   R"({{"set":"{}","records":{},"dead_letters":{},"bytes":{},"seconds":{}}})", name,
                   lines.size(), dead, bytes, seconds)
            << std::endl;
}

int run(const std::vector<std::string>& arguments) {
  auto taxonomy = load_taxonomy(read_text(arguments.at(0)));
  CHECK(taxonomy.has_value(), "the taxonomy is unreadable");
  const auto history = TaxonomyHistory::make({std::move(*taxonomy)});
  CHECK(history.has_value(), "one version is a history");
  Intake intake(*history, {});
  std::vector<std::pair<std::string, std::vector<Line>>> sets;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const std::filesystem::path folder = arguments[i];
    sets.emplace_back(folder.filename().string(), read_folder(folder));
  }
  for (int round = std::stoi(arguments.at(1)); round > 0; --round) {
    for (const auto& [name, lines] : sets) time_set(name, lines, intake);
  }
  return 0;
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  return vocmap::run({argv + 1, argv + argc});
}
