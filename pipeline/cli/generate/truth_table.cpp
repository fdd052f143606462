#include "pipeline/cli/generate/truth_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

constexpr Duration kDay = std::chrono::hours{24};
constexpr int kNameWidth = 44;
constexpr std::string_view kNone = "none";
constexpr std::string_view kUnknownLine = "_unknown";

// Digits in groups of three; counts are not negative.
std::string grouped(std::int64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string_view mark(bool equal) {
  return equal ? "✓" : "✗";
}

// An exposure of 0 and an unknown one are both "no rate".
bool same_exposure(std::optional<double> a, std::optional<double> b) {
  return std::abs(a.value_or(0) - b.value_or(0)) < 0.5e-6 * (1 + std::abs(a.value_or(0)));
}

class Comparison {
 public:
  Comparison(const PlantedTruth& truth, const Measured& measured, const Taxonomy& taxonomy)
      : truth_(truth), measured_(measured), taxonomy_(taxonomy) {}

  std::string write() {
    for (const Line& line : taxonomy_.lines) write_line(line);
    for (const std::string& line : truth_.lines()) {
      if (line == kUnknownLine) write_unknown_line();
    }
    write_ledger();
    count_unplanned();
    out_ += fmt::format("\n{} of {} cells (scenario x hour, scenario x day) are equal  {}\n",
                        grouped(equal_cells_), grouped(cells_), mark(equal_cells_ == cells_));
    return std::move(out_);
  }
  bool equal() const { return ledger_equal_ && equal_cells_ == cells_; }

 private:
  struct Sums {
    std::int64_t planted = 0, measured = 0;
    double exposure = 0;
    bool equal = true;
  };

  Sums compare(std::string_view line, std::string_view scenario) {
    Sums sums;
    for (const Duration size : PlantedTruth::sizes()) {
      for (const EventTime start : truth_.windows(line, size)) {
        const TruthCell key{std::string(line), std::string(scenario), size, start};
        const auto found = measured_.cells.find(key);
        const MeasuredCell cell = found == measured_.cells.end() ? MeasuredCell{} : found->second;
        const std::int64_t planted = truth_.contacts(key);
        const std::optional<double> exposure = truth_.exposure(line, size, start);
        const bool equal = found != measured_.cells.end() && cell.contacts == planted &&
                           same_exposure(exposure, cell.exposure);
        compared_.insert(key);
        ++cells_;
        equal_cells_ += equal ? 1 : 0;
        sums.equal = sums.equal && equal;
        if (size != kDay) continue;
        sums.planted += planted;
        sums.measured += cell.contacts;
        sums.exposure += exposure.value_or(0);
      }
    }
    return sums;
  }

  void write_line(const Line& line) {
    out_ += fmt::format("\n{} {:>9} {:>9} {:>13} {:>9} {:>7}\n",
                        padded(both_names(line.name), kNameWidth), "planted", "measured",
                        name_of(line.exposure_kind), "per 10k", "target");
    for (const Stage& stage : line.stages) {
      out_ += fmt::format("  {}\n", both_names(stage.name));
      for (const Scenario& scenario : stage.scenarios) {
        write_row(both_names(scenario.name), compare(line.id, scenario.id),
                  scenario.target_per_10k);
      }
    }
    out_ += "  -\n";
    write_row("Unclassified 未归类", compare(line.id, kNone), std::nullopt);
  }

  void write_unknown_line() {
    out_ += fmt::format("\n{} {:>9} {:>9}\n", padded("Unknown line 未知业务线", kNameWidth),
                        "planted", "measured");
    write_row("Unclassified 未归类", compare(kUnknownLine, kNone), std::nullopt);
  }

  void write_row(const std::string& name, const Sums& sums, std::optional<double> target) {
    const bool has_rate = sums.exposure > 0;
    const double rate = static_cast<double>(sums.measured) * 10'000 / sums.exposure;
    out_ += fmt::format(
        "{} {:>9} {:>9} {:>13} {:>9} {:>7}  {}{}\n",
        padded(fmt::format("    {}", name), kNameWidth), grouped(sums.planted),
        grouped(sums.measured), has_rate ? grouped(std::llround(sums.exposure)) : "-",
        has_rate ? fmt::format("{:.1f}", rate) : "-", target ? fmt::format("{}", *target) : "-",
        mark(sums.equal), has_rate && target && rate > 1.5 * *target ? "  above target" : "");
  }

  void write_ledger() {
    std::set<Topic> topics;
    for (const auto& [topic, sums] : truth_.topics()) topics.insert(topic);
    for (const auto& [topic, sums] : measured_.topics) topics.insert(topic);
    out_ += fmt::format("\n{} {:>9} {:>9} {:>11} {:>11} {:>9} {:>11}\n", padded("Ledger 账本", 30),
                        "read", "counted", "duplicate", "conflicting", "late", "dead letter");
    for (const Topic topic : topics) write_topic(topic);
  }

  void write_topic(Topic topic) {
    const auto at = [topic](const std::map<Topic, TopicTruth>& from) {
      const auto found = from.find(topic);
      return found == from.end() ? TopicTruth{} : found->second;
    };
    const TopicTruth planted = at(truth_.topics()), measured = at(measured_.topics);
    const auto row = [](const TopicTruth& t) {
      return std::array{t.read, t.counted(), t.duplicate, t.conflicting, t.late, t.dead_lettered()};
    };
    const auto write = [this](std::string name, const auto& n, std::string_view end) {
      out_ += fmt::format("{} {:>9} {:>9} {:>11} {:>11} {:>9} {:>11}{}\n", padded(name, 30),
                          grouped(n[0]), grouped(n[1]), grouped(n[2]), grouped(n[3]), grouped(n[4]),
                          grouped(n[5]), end);
    };
    const bool equal =
        row(planted) == row(measured) && planted.dead_letters == measured.dead_letters;
    ledger_equal_ = ledger_equal_ && equal;
    const std::string_view name = name_of(topic);
    write(fmt::format("  {} planted", name), row(planted), "");
    write(fmt::format("  {:{}} measured", "", name.size()), row(measured),
          fmt::format("  {}", mark(equal)));
  }

  // What was measured where nothing was planted.
  void count_unplanned() {
    for (const auto& [key, cell] : measured_.cells) {
      if (cell.contacts == 0 || compared_.contains(key)) continue;
      ++cells_;
      out_ += fmt::format("  not planted: {} {} {} {}\n", key.line, key.scenario,
                          format_rfc3339(key.start), cell.contacts);
    }
  }

  const PlantedTruth& truth_;
  const Measured& measured_;
  const Taxonomy& taxonomy_;
  std::set<TruthCell> compared_;
  std::int64_t cells_ = 0, equal_cells_ = 0;
  bool ledger_equal_ = true;
  std::string out_;
};

}  // namespace

std::string compare_with_truth(const PlantedTruth& truth, const Measured& measured,
                               const Taxonomy& taxonomy, bool& equal) {
  Comparison comparison(truth, measured, taxonomy);
  std::string table = comparison.write();
  equal = comparison.equal();
  return table;
}

}  // namespace vocmap
