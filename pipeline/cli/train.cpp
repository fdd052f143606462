#include "pipeline/cli/train.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "pipeline/cli/cluster_settings.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/train/progress.h"
#include "pipeline/cli/train/teacher.h"
#include "pipeline/cli/train/training_report.h"
#include "pipeline/cli/train_history.h"
#include "pipeline/cli/write_file.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

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

bool can_be_fitted(const LineTexts& line) {
  const auto examples = std::count_if(line.labelled.begin(), line.labelled.end(),
                                      [](const LabelledText& text) { return text.example; });
  return line.scenarios.size() >= kLeastScenarios && examples >= kLeastExamples;
}

using Problems = std::vector<std::string>;

// The report, its data and its picture.
struct ReportFiles {
  std::filesystem::path markdown, json, picture;

  explicit ReportFiles(const TrainOptions& options) {
    markdown = options.report;
    if (markdown.empty()) markdown = std::filesystem::path(options.out).replace_extension(".md");
    json = std::filesystem::path(markdown).replace_extension(".json");
    picture = std::filesystem::path(markdown).replace_extension(".svg");
  }
  bool are_apart_from(const std::filesystem::path& model) const {
    return model.empty() || (model != markdown && model != json && model != picture &&
                             json != markdown && picture != markdown);
  }
};

// With a configuration, that of the service; else the defaults.
tl::expected<Settings, Problems> settings_of(const TrainOptions& options) {
  if (options.config.empty()) return Settings{};
  return load_cluster_settings(options.config, "warn");
}

tl::expected<TrainingTexts, std::string> read_history(const TrainOptions& options,
                                                      const Settings& settings,
                                                      const TaxonomyIndex& index,
                                                      ProgressDisplay& progress) {
  DecodeLimits limits;
  limits.max_bytes = settings.limits.max_record_bytes;
  limits.max_text_bytes = settings.limits.max_text_bytes;
  ReadHistory history(index);
  ReadContacts contacts({.limits = limits, .since = options.since},
                        [&](const Contact& contact, const std::vector<std::string>& texts) {
                          history.add(contact, texts);
                        });
  if (const auto read = read_files(options.history, contacts, progress); !read) {
    return tl::unexpected(read.error());
  }
  if (!options.config.empty()) {
    if (const auto read = read_topic(settings, options.since, contacts, progress); !read) {
      return tl::unexpected(read.error());
    }
  }
  TrainingTexts training = history.take(contacts.counts());
  const HistoryCounts& counts = training.counts;
  if (counts.texts == 0) {
    return tl::unexpected(fmt::format(
        "the history has no text of a line of the taxonomy: {} records read, {} refused, {} "
        "outbound, {} of other lines, {} before the time asked for",
        counts.read.records, counts.read.refused, counts.read.outbound, counts.other_lines,
        counts.read.earlier));
  }
  return training;
}

tl::expected<void, std::string> write_texts(const std::filesystem::path& file,
                                            const TrainingTexts& training) {
  std::string lines;
  for (const std::string* text : texts_in_order(training)) {
    for (const char c : *text) lines += c == '\n' || c == '\r' ? ' ' : c;
    lines += '\n';
  }
  return write_file(file, lines);
}

TextModel fit(const TrainOptions& options, const TrainingTexts& training, TrainingReport& report,
              ProgressDisplay& progress) {
  TextModel model;
  for (const LineTexts& line : training.lines) {
    TrainedLine& summary = report.lines.emplace_back();
    summary = {line.line, line.scenarios, line.texts, line.history.size(), can_be_fitted(line)};
    if (!summary.fitted) continue;
    progress.part(
        fmt::format("{} ({} of {})", line.line, report.lines.size(), training.lines.size()));
    model.lines.push_back(train_line(line, options.seed, summary.fit, progress));
  }
  progress.part({});
  return model;
}

void expect_shares(const TaxonomyIndex& index, const TextModel& model,
                   const TrainingTexts& training, TrainingReport& report) {
  const auto scorer = make_scorer(index, &model);
  for (std::size_t line = 0; line < training.lines.size(); ++line) {
    if (!report.lines[line].fitted) continue;
    report.lines[line].expected =
        share_history(*scorer, line, index.scenarios_of(line), training.lines[line].history,
                      report.wanted_precision);
  }
}

}  // namespace

int train(const TrainOptions& options) {
  const ReportFiles files(options);
  if (!files.are_apart_from(options.out)) {
    return bad_start(
        {"the report would replace the model: name them otherwise than *.md, *.json "
         "or *.svg"});
  }
  const auto settings = settings_of(options);
  if (!settings) return bad_start(settings.error());
  const auto taxonomies = read_taxonomies(options.journeys.empty() ? settings->journeys
                                                                   : std::vector{options.journeys});
  if (!taxonomies) return bad_start(taxonomies.error());
  const TaxonomyIndex& index = taxonomies->latest();

  const HostClock clock;
  ProgressDisplay progress(stderr, isatty(STDERR_FILENO) != 0, clock);
  auto training = read_history(options, *settings, index, progress);
  if (!training) return bad_start({training.error()});
  if (!options.texts.empty()) {
    const auto written = write_texts(options.texts, *training);
    return written ? 0 : bad_start({written.error()});
  }
  if (!options.teacher.empty()) {
    const auto vectors = read_teacher(options.teacher);
    if (!vectors) return bad_start({vectors.error()});
    if (auto problem = deal_out(*vectors, *training); !problem.empty()) return bad_start({problem});
  }

  TrainingReport report{.taxonomy_hash = index.taxonomy().hash,
                        .seed = options.seed,
                        .taxonomy_version = index.version(),
                        .taught = !options.teacher.empty(),
                        .wanted_precision = settings->text.wanted_precision,
                        .counts = training->counts};
  for (LineTexts& line : training->lines) line.lexicon = &Lexicon::built_in();
  TextModel model = fit(options, *training, report, progress);
  const std::string bytes = serialise(model);
  const auto written = parse_text_model(bytes);
  CHECK(written, "a model that is written can be read");
  report.model_hash = written->hash;
  report.model_bytes = bytes.size();
  progress.step("reading the history with the model");
  expect_shares(index, *written, *training, report);
  progress.finish();

  const std::string markdown = markdown_of(report);
  Problems problems;
  const auto write = [&](const std::filesystem::path& file, const std::string& content) {
    if (const auto done = write_file(file, content); !done) problems.push_back(done.error());
  };
  write(options.out, bytes);
  write(files.markdown, markdown);
  write(files.json, json_of(report));
  write(files.picture, picture_of(report));
  if (!problems.empty()) return bad_start(problems);
  fmt::print("{}", markdown);
  return 0;
}

}  // namespace vocmap
