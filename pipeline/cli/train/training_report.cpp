#include "pipeline/cli/train/training_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/cli/train/lexicon.h"
#include "pipeline/core/terminal_text.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr std::size_t kConfusionsShown = 5;

using Row = std::vector<std::string>;

// A Markdown table that can be read as it is: the first column to the left, figures to the right.
std::string table(const std::vector<Row>& rows) {
  std::vector<int> widths(rows[0].size(), 3);
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths[c] = std::max(widths[c], display_width(row[c]));
    }
  }
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string space(static_cast<std::size_t>(widths[c] - display_width(rows[r][c])), ' ');
      out += c == 0 ? "| " + rows[r][c] + space + ' ' : "| " + space + rows[r][c] + ' ';
    }
    out += "|\n";
    if (r > 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      out += fmt::format("|{:-<{}}{}", "", widths[c] + 1, c == 0 ? '-' : ':');
    }
    out += "|\n";
  }
  return out + '\n';
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::string tables_of(const TrainingReport& report) {
  std::vector<Row> fits = {
      {"line", "scenarios", "examples", "texts", "kept", "features", "none learned", "seconds"}};
  std::vector<Row> accuracies = {
      {"line", "held out", "examples alone", "with history", "95 % interval", "calibration error"}};
  std::vector<Row> shares = {{"line", "assigned", "probable", "none", "beyond reach"}};
  for (const TrainedLine& line : report.lines) {
    if (!line.fitted) continue;
    const LineReport& fit = line.fit;
    fits.push_back({line.line, std::to_string(line.scenarios.size()), std::to_string(fit.examples),
                    std::to_string(line.texts), std::to_string(line.kept),
                    std::to_string(fit.features), fit.learned_none ? "yes" : "no",
                    fmt::format("{:.1f}", fit.seconds)});
    const Proportion accuracy = accuracy_of(line.fit.held_out);
    accuracies.push_back(
        {line.line, std::to_string(accuracy.all), percent(fit.plain_accuracy),
         percent(accuracy.share()),
         fmt::format("{:.1f} to {:.1f} %", 100 * accuracy.low(), 100 * accuracy.high()),
         fmt::format("{:.3f}", calibration_error_of(fit.held_out))});
    shares.push_back({line.line, percent(line.expected.assigned), percent(line.expected.probable),
                      percent(line.expected.none), percent(fit.beyond_reach)});
  }
  if (fits.size() == 1) return {};
  return table(fits) +
         "Accuracy is that of examples which a fit did not know, a fifth of them at a time. "
         "Its calibration\nerror is the mean distance between what a probability says and the "
         "share "
         "that was right, from 0\nto 1.\n\n" +
         table(accuracies) +
         fmt::format(
             "What the texts of the history are taken for, at {} % wanted precision. Beyond "
             "reach\nis what lies far from every example: much of it asks for another "
             "scenario.\n\n",
             report.wanted_precision) +
         table(shares);
}

std::string confused_in(const TrainingReport& report) {
  std::vector<Row> rows = {{"most confused", "taken for", "examples"}};
  for (const TrainedLine& line : report.lines) {
    const auto confusions = confusions_of(line.fit.held_out);
    for (std::size_t i = 0; i < std::min(confusions.size(), kConfusionsShown); ++i) {
      rows.push_back({line.scenarios[confusions[i].scenario], line.scenarios[confusions[i].said],
                      std::to_string(confusions[i].examples)});
    }
  }
  return rows.size() > 1 ? table(rows) : std::string();
}

void write_expected(JsonWriter& out, const TrainedLine& line) {
  out.key("expected").begin_object();
  out.member("assigned", line.expected.assigned)
      .member("probable", line.expected.probable)
      .member("none", line.expected.none)
      .end_object();
}

void write_scenarios(JsonWriter& out, const TrainedLine& line) {
  out.key("scenarios").begin_array();
  const auto accuracy = accuracy_by_scenario(line.fit.held_out, line.scenarios.size());
  for (std::size_t s = 0; s < line.scenarios.size(); ++s) {
    out.begin_object()
        .member("scenario", line.scenarios[s])
        .member("held_out", accuracy[s].all)
        .member("right", accuracy[s].right)
        .member("expected", line.expected.scenarios[s])
        .end_object();
  }
  out.end_array();
}

void write_reliability(JsonWriter& out, const TrainedLine& line) {
  out.key("reliability").begin_array();
  for (const ReliabilityBin& bin : reliability_of(line.fit.held_out)) {
    out.begin_object()
        .member("held_out", bin.observed.all)
        .member("predicted", bin.predicted)
        .member("observed", bin.observed.share())
        .end_object();
  }
  out.end_array();
}

void write_fit(JsonWriter& out, const TrainedLine& line) {
  const LineReport& fit = line.fit;
  const Proportion accuracy = accuracy_of(line.fit.held_out);
  out.member("examples", fit.examples)
      .member("features", fit.features)
      .member("none_learned", fit.learned_none)
      .member("accuracy_examples_alone", fit.plain_accuracy)
      .key("accuracy")
      .begin_object();
  out.member("held_out", accuracy.all)
      .member("share", accuracy.share())
      .member("low", accuracy.low())
      .member("high", accuracy.high())
      .end_object();
  out.member("calibration_error", calibration_error_of(fit.held_out))
      .member("beyond_reach", fit.beyond_reach)
      .member("seconds", fit.seconds);
  write_expected(out, line);
  write_reliability(out, line);
  write_scenarios(out, line);
  out.key("confusions").begin_array();
  for (const HeldOutConfusion& c : confusions_of(line.fit.held_out)) {
    out.begin_object()
        .member("scenario", line.scenarios[c.scenario])
        .member("said", line.scenarios[c.said])
        .member("examples", c.examples)
        .end_object();
  }
  out.end_array();
}

}  // namespace

std::string markdown_of(const TrainingReport& report) {
  const HistoryCounts& counts = report.counts;
  std::string out = fmt::format(
      "# Text model {:016x}\n\nTaxonomy version {} ({:016x}), seed {}, {} bytes, {}.\n\n"
      "{} records read: {} refused, {} outbound, {} of unknown lines, {} too early; {} texts.\n\n",
      report.model_hash, report.taxonomy_version, report.taxonomy_hash, report.seed,
      report.model_bytes,
      report.taught ? "with a teacher"
                    : fmt::format("with the lexicon {:016x}", Lexicon::built_in().hash()),
      counts.read.records, counts.read.refused, counts.read.outbound, counts.other_lines,
      counts.read.earlier, counts.texts);
  out += tables_of(report);
  for (const TrainedLine& line : report.lines) {
    if (!line.fitted) {
      out += fmt::format("* {} is not fitted: it needs {} scenarios and {} examples\n", line.line,
                         kLeastScenarios, kLeastExamples);
      continue;
    }
  }
  return out + confused_in(report);
}

std::string json_of(const TrainingReport& report) {
  const HistoryCounts& counts = report.counts;
  JsonWriter out;
  out.begin_object()
      .member("model", fmt::format("{:016x}", report.model_hash))
      .member("taxonomy_version", report.taxonomy_version)
      .member("taxonomy", fmt::format("{:016x}", report.taxonomy_hash))
      .member("seed", report.seed)
      .member("bytes", report.model_bytes)
      .member("taught", report.taught)
      .member("wanted_precision", report.wanted_precision)
      .key("history")
      .begin_object();
  out.member("records", counts.read.records)
      .member("refused", counts.read.refused)
      .member("outbound", counts.read.outbound)
      .member("other_lines", counts.other_lines)
      .member("earlier", counts.read.earlier)
      .member("texts", counts.texts)
      .end_object();
  out.key("lines").begin_array();
  for (const TrainedLine& line : report.lines) {
    out.begin_object()
        .member("line", line.line)
        .member("texts", line.texts)
        .member("kept", line.kept)
        .member("fitted", line.fitted);
    if (line.fitted) write_fit(out, line);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + '\n';
}

}  // namespace vocmap
