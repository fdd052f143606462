#include "pipeline/cli/train.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/train/read_history.h"
#include "pipeline/cli/train/teacher.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

bool write_bytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  return !out.fail();
}

// The rows of the teacher are dealt out to the lines.
std::string deal_out(const DenseRows& vectors, TrainingTexts& training) {
  const std::size_t texts = texts_in_order(training).size();
  if (static_cast<std::size_t>(vectors.rows()) != texts) {
    return fmt::format(
        "the teacher has {} rows for {} texts: make it from --texts of the same "
        "history and taxonomy",
        vectors.rows(), texts);
  }
  Eigen::Index row = 0;
  for (LineTexts& line : training.lines) {
    const auto count = static_cast<Eigen::Index>(line.history.size() + line.labelled.size());
    line.teacher = vectors.middleRows(row, count);
    row += count;
  }
  return {};
}

std::string bar(double share) {
  std::string cells;
  for (int i = 1; i <= 20; ++i) cells += share * 20 >= i - 0.5 ? "█" : "░";
  return cells;
}

// Two scenarios to tell apart, and an example for each fold to hold out.
constexpr std::size_t kLeastScenarios = 2;
constexpr std::ptrdiff_t kLeastExamples = 4;

bool can_be_fitted(const LineTexts& line) {
  const auto examples = std::count_if(line.labelled.begin(), line.labelled.end(),
                                      [](const LabelledText& text) { return text.example; });
  return line.scenarios.size() >= kLeastScenarios && examples >= kLeastExamples;
}

std::string report_of(const TrainOptions& options, const TaxonomyIndex& index,
                      const TrainingTexts& training, const TextModel& model,
                      const std::vector<LineReport>& reports, std::size_t bytes) {
  std::string out = fmt::format(
      "# Text model {:016x}\n\nTaxonomy version {} ({:016x}), seed {}, {} bytes, {} teacher.\n\n"
      "{} records read: {} refused, {} of unknown lines, {} texts.\n\n"
      "| line | scenarios | examples | history | distinct | features | examples alone | with "
      "history | calibration error | beyond reach | none learned | seconds |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|\n",
      model.hash, index.version(), index.taxonomy().hash, options.seed, bytes,
      options.teacher.empty() ? "no" : "with a", training.records, training.refused,
      training.other_lines, training.texts);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const LineReport& r = reports[i];
    const LineTexts& line = training.lines[i];
    if (!can_be_fitted(line)) {
      out += fmt::format("| {} | {} | not fitted: it needs {} scenarios and {} examples |\n",
                         line.line, line.scenarios.size(), kLeastScenarios, kLeastExamples);
      continue;
    }
    out += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {:.1f} % | {:.1f} % | {:.3f} | {:.1f} % | "
        "{} | {:.1f} |\n",
        line.line, line.scenarios.size(), r.examples, r.history, r.distinct, r.features,
        100 * r.plain_accuracy, 100 * r.held_out_accuracy, r.calibration_error,
        100 * r.beyond_reach, r.learned_none ? "yes" : "no", r.seconds);
  }
  out +=
      "\nAccuracy is that of examples which a fit did not know, a quarter of them at a time.\n\n";
  for (std::size_t i = 0; i < reports.size(); ++i) {
    if (!can_be_fitted(training.lines[i])) continue;
    out += fmt::format(
        "    {:<24} examples alone  {} {:5.1f} %\n    {:<24} with history    {} "
        "{:5.1f} %\n",
        training.lines[i].line, bar(reports[i].plain_accuracy), 100 * reports[i].plain_accuracy, "",
        bar(reports[i].held_out_accuracy), 100 * reports[i].held_out_accuracy);
  }
  return out;
}

}  // namespace

int train(const TrainOptions& options) {
  std::vector<std::string> problems;
  std::filesystem::path report_file = options.report;
  if (report_file.empty())
    report_file = std::filesystem::path(options.out).replace_extension(".md");
  if (report_file == options.out && !options.out.empty()) {
    return bad_start({"the report would replace the model: name the model otherwise than *.md"});
  }
  const auto taxonomies = read_taxonomies({options.journeys});
  if (!taxonomies) return bad_start(taxonomies.error());
  const TaxonomyIndex& index = taxonomies->latest();
  auto training = read_history(index, options.history);
  if (!training) return bad_start({training.error()});
  if (training->texts == 0) {
    return bad_start({fmt::format(
        "the history has no text of a line of {}: {} records read, {} refused, {} of other lines",
        options.journeys.string(), training->records, training->refused, training->other_lines)});
  }
  if (!options.texts.empty()) {
    std::string lines;
    for (const std::string* text : texts_in_order(*training)) {
      for (const char c : *text) lines += c == '\n' || c == '\r' ? ' ' : c;
      lines += '\n';
    }
    if (!write_bytes(options.texts, lines))
      return bad_start({options.texts.string() + " cannot be written"});
    return 0;
  }
  if (!options.teacher.empty()) {
    const auto vectors = read_teacher(options.teacher);
    if (!vectors) return bad_start({vectors.error()});
    if (auto problem = deal_out(*vectors, *training); !problem.empty()) return bad_start({problem});
  }

  TextModel model;
  std::vector<LineReport> reports;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  for (const LineTexts& line : training->lines) {
    if (terminal) {
      fmt::print(stderr, "\r\033[K{}/{} {}: {} texts", reports.size() + 1, training->lines.size(),
                 line.line, line.history.size());
    }
    LineReport& of_line = reports.emplace_back();
    if (can_be_fitted(line)) model.lines.push_back(train_line(line, options.seed, of_line));
  }
  if (terminal) fmt::print(stderr, "\r\033[K");
  const std::string bytes = serialise(model);
  const auto written = parse_text_model(bytes);
  CHECK(written, "a model that is written can be read");
  model.hash = written->hash;
  const std::string report = report_of(options, index, *training, model, reports, bytes.size());
  if (!write_bytes(options.out, bytes))
    problems.push_back(options.out.string() + " cannot be written");
  if (!write_bytes(report_file, report))
    problems.push_back(report_file.string() + " cannot be written");
  if (!problems.empty()) return bad_start(problems);
  fmt::print("{}", report);
  return 0;
}

}  // namespace vocmap
