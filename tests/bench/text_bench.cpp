// Measures the text model on a task folder (tests/bench/text): fits a line from history.txt and
// examples.tsv (class TAB text), optionally with teacher.npy (float32 rows: history, then
// examples), reads every line of test.txt, and writes result.tsv: class or none, verdict,
// probability of the class, score for "in scope", best class. With --discover there are no
// examples: the texts of test.txt are a stream that is clustered in one pass, and result.tsv has a
// cluster for each. With --draft the texts of test.txt are grouped all at once, as for a drafted
// taxonomy. With --cost each text of test.txt is scored by the line and placed among the
// micro-clusters that the history has filled, and nothing is written. With --score or
// --score-lexical the texts are scored as INTAKE does, by the fitted line or without a model, and
// result.tsv has: scenario or none, clear matters as name=share|..., spans as begin-end=share. A
// vertical tab in a file of texts stands for the end of a line within one. One JSON line on stdout
// tells cost and size.

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <stdexcept>
#include <unordered_map>

#include "operators/discover/clustering.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/scorer.h"
#include "operators/scenario/text_model.h"
#include "pipeline/cli/draft/group_texts.h"
#include "pipeline/cli/train/history_sample.h"
#include "pipeline/cli/train/teacher.h"
#include "pipeline/cli/train/train_line.h"

namespace {
std::atomic<std::size_t> allocations = 0;
}
void* operator new(std::size_t size) {
  ++allocations;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
// Not inlined: the compiler would see malloc and delete side by side and take them for a mistake.
[[gnu::noinline]] void operator delete(void* p) noexcept {
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

namespace vocmap {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    std::replace(line.begin(), line.end(), '\v', '\n');
    lines.push_back(line);
  }
  return lines;
}

// Null with VOCMAP_BENCH_LEXICON=none: what there would be without the table.
const Lexicon* lexicon() {
  const char* wanted = std::getenv("VOCMAP_BENCH_LEXICON");
  return wanted != nullptr && wanted == std::string_view("none") ? nullptr : &Lexicon::built_in();
}

// The sample of history.txt, and the rows of teacher.npy that belong to it.
void read_history(const std::filesystem::path& folder, LineTexts& texts) {
  const auto lines = lines_of(folder / "history.txt");
  texts.lexicon = lexicon();
  HistorySample sample(texts.labelled);
  for (const std::string& line : lines) sample.add(line);
  texts.history = sample.take();
  if (!std::filesystem::exists(folder / "teacher.npy")) return;
  const auto teacher = read_teacher(folder / "teacher.npy");
  if (!teacher) throw std::runtime_error(teacher.error());
  std::unordered_map<std::string_view, std::size_t> first_rows;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    first_rows.emplace(std::string_view(lines[row]).substr(0, HistorySample::kMaxTextBytes), row);
  }
  std::vector<std::size_t> rows;
  for (const HistoryText& text : texts.history) rows.push_back(first_rows.at(text.text));
  for (std::size_t i = 0; i < texts.labelled.size(); ++i) rows.push_back(lines.size() + i);
  texts.teacher = (*teacher)(rows, Eigen::all);
}

LineTexts read_task(const std::filesystem::path& folder) {
  LineTexts texts;
  texts.line = "bench";
  std::map<std::string, std::vector<std::string>> examples;
  std::vector<std::pair<std::string, std::string>> rows;
  for (const std::string& line : lines_of(folder / "examples.tsv")) {
    const auto tab = line.find('\t');
    rows.emplace_back(line.substr(0, tab), line.substr(tab + 1));
    examples[rows.back().first];
  }
  std::map<std::string, std::uint32_t> positions;
  for (const auto& [name, unused] : examples) {
    positions[name] = static_cast<std::uint32_t>(texts.scenarios.size());
    texts.scenarios.push_back(name);
  }
  for (const auto& [name, text] : rows) texts.labelled.push_back({text, positions[name], 1, true});
  read_history(folder, texts);
  return texts;
}

std::size_t serialise_size(const FittedLine& line) {
  TextModel model;
  model.lines.push_back(line);
  return serialise(model).size();
}

// What scoring keeps in memory: the rows and the table that finds them.
std::size_t bytes_of(const FittedLine& line) {
  return line.hashes.size() *
             (sizeof(std::uint64_t) + sizeof(std::int32_t) + 4 * sizeof(std::uint64_t)) +
         line.head_rows.size() + line.vector_rows.size() +
         line.class_rows.size() * sizeof(std::int16_t);
}

const char* verdict(std::int32_t best, std::int32_t none) {
  if (none > best) return "none";
  return best >= (1 << 20) * 8 / 10 ? "assigned" : "probable";
}

// Follows texts through merges of micro-clusters.
class Follow final : public ClusterEvents {
 public:
  void micro_merged(std::uint64_t from, std::uint64_t into) override { merged_[from] = into; }
  void micro_dropped(std::uint64_t) override {}
  void group_merged(std::uint32_t, std::uint32_t) override {}

  std::uint64_t now(std::uint64_t micro) const {
    for (auto at = merged_.find(micro); at != merged_.end(); at = merged_.find(micro)) {
      micro = at->second;
    }
    return micro;
  }

 private:
  std::map<std::uint64_t, std::uint64_t> merged_;
};

class TextReader {
 public:
  explicit TextReader(const FittedLine& line) : reader_(line) {}

  const LineReading& read(const std::string& text) {
    fold_text(text, folded_);
    extract_features(folded_, bag_);
    reader_.read(bag_, {}, reading_);
    return reading_;
  }

 private:
  LineReader reader_;
  std::u32string folded_;
  FeatureBag bag_;
  LineReading reading_;
};

double quantile(std::vector<double> costs, double q) {
  std::sort(costs.begin(), costs.end());
  return costs.empty() ? 0 : costs[static_cast<std::size_t>(q * double(costs.size() - 1))];
}

void print_measures(const LineReport& report, const FittedLine& line,
                    const std::vector<double>& costs, double allocations_per_text) {
  fmt::print(
      "{{\"fit_seconds\":{:.2f},\"model_bytes\":{},\"resident_bytes\":{},\"features\":{},"
      "\"median_us\":{:.2f},\"p99_us\":{:.2f},\"allocations_per_text\":{:.3f},"
      "\"learned_none\":{},\"held_out_accuracy\":{:.4f},\"plain_accuracy\":{:.4f},"
      "\"calibration_error\":{:.4f},\"beyond_reach\":{:.3f}}}\n",
      report.seconds, serialise_size(line), bytes_of(line), line.hashes.size(), quantile(costs, .5),
      quantile(costs, .99), allocations_per_text, report.learned_none,
      accuracy_of(report.held_out).share(), report.plain_accuracy,
      calibration_error_of(report.held_out), report.beyond_reach);
}

// Microseconds of each call, and allocations per call.
template <typename Call>
std::pair<std::vector<double>, double> measure(const std::vector<std::string>& texts, Call&& call) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> costs;
  costs.reserve(texts.size());
  const std::size_t before = allocations;
  for (const std::string& text : texts) {
    const auto start = Clock::now();
    call(text);
    costs.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  return {costs, double(allocations - before) / double(std::max<std::size_t>(texts.size(), 1))};
}

void discover(const std::filesystem::path& folder) {
  constexpr std::size_t kBucket = 100;  // texts between two looks at whether a regrouping is due
  LineTexts texts;
  read_history(folder, texts);
  LineReport report;
  const FittedLine line = train_line(texts, 1, report);
  TextReader reader(line);
  Follow follow;
  Clustering clustering{follow};
  std::vector<std::uint64_t> micros;
  const auto tests = lines_of(folder / "test.txt");
  const auto [costs, per_text] = measure(tests, [&](const std::string& text) {
    const TextVector& vector = reader.read(text).vector;
    micros.push_back(
        is_zero(vector) ? 0 : clustering.place(vector, XXH3_64bits(text.data(), text.size())));
    if (micros.size() % kBucket == 0 && clustering.regrouping_due()) clustering.regroup({}, {});
  });
  std::ofstream result(folder / "result.tsv");
  for (const std::uint64_t micro : micros) {
    const MicroCluster* found = clustering.find(follow.now(micro));
    result << (found ? found->group : (std::uint64_t{1} << 32) + follow.now(micro)) << '\n';
  }
  print_measures(report, line, costs, per_text);
}

void draft(const std::filesystem::path& folder) {
  LineTexts texts;
  std::map<std::vector<std::uint64_t>, std::size_t> rows;  // by features
  std::vector<std::size_t> row_of;
  std::u32string folded;
  FeatureBag bag;
  for (const std::string& text : lines_of(folder / "test.txt")) {
    fold_text(text, folded);
    extract_features(folded, bag);
    std::vector<std::uint64_t> features;
    for (const Feature& f : bag.features) {
      features.insert(features.end(), {f.hash, static_cast<std::uint64_t>(f.weight)});
    }
    const auto [row, is_new] = rows.emplace(features, texts.history.size());
    row_of.push_back(row->second);
    if (is_new) texts.history.push_back({text});
  }
  LineReport report;
  const auto start = std::chrono::steady_clock::now();
  const LineSpace space(texts, 1, ProgressDisplay::silent());
  const TextGroups groups = group_texts(space);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::ofstream result(folder / "result.tsv");
  for (const std::size_t row : row_of) result << groups.group.at(row) << '\n';
  print_measures(report, {}, {}, 0);
}

void classify(const std::filesystem::path& folder) {
  const LineTexts texts = read_task(folder);
  LineReport report;
  const FittedLine line = train_line(texts, 1, report);
  TextReader reader(line);
  const auto tests = lines_of(folder / "test.txt");
  std::ofstream result(folder / "result.tsv");
  for (const std::string& text : tests) {
    const LineReading& reading = reader.read(text);
    const auto end = reading.shares.end() - 1;
    const auto best = std::max_element(reading.shares.begin(), end);
    const std::string& name =
        texts.scenarios[static_cast<std::size_t>(best - reading.shares.begin())];
    const char* said = verdict(*best, reading.shares.back());
    const bool none = said == std::string_view("none");
    result << fmt::format("{}\t{}\t{:.6f}\t{}\t{}\n", none ? "none" : name, said,
                          (none ? *end : *best) / double(1 << 20), reading.in_scope, name);
  }
  const auto [costs, per_text] = measure(tests, [&](const auto& text) { reader.read(text); });
  print_measures(report, line, costs, per_text);
}

// Bytes of this process in memory, from the kernel.
std::size_t resident() {
  std::ifstream in("/proc/self/statm");
  std::size_t all = 0, pages = 0;
  in >> all >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// A text's whole way at run time, with the model that --cost has written, warmed up on the history.
void measure_stream(const std::filesystem::path& folder) {
  const LineTexts texts = read_task(folder);
  const auto tests = lines_of(folder / "test.txt");
  std::ifstream in(folder / "model.vocmap", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  malloc_trim(0);
  const std::size_t before = resident();
  const auto model = parse_text_model(bytes);
  if (!model) throw std::runtime_error(model.error());
  TextReader reader(model->lines[0]);
  Follow follow;
  Clustering clustering{follow};
  const auto warm_up = [&](const std::string& text) {
    const TextVector& vector = reader.read(text).vector;
    if (!is_zero(vector)) clustering.place(vector, XXH3_64bits(text.data(), text.size()));
    clustering.take_changes();
    if (clustering.regrouping_due()) clustering.regroup({}, {});
  };
  for (const HistoryText& text : texts.history) warm_up(text.text);
  const std::size_t held = resident() - before;
  const auto [scoring, per_score] =
      measure(tests, [&](const std::string& text) { reader.read(text); });
  const auto [whole, per_text] = measure(tests, [&](const std::string& text) {
    const TextVector& vector = reader.read(text).vector;
    if (!is_zero(vector)) clustering.place(vector, XXH3_64bits(text.data(), text.size()));
  });
  fmt::print(
      "{{\"scenarios\":{},\"features\":{},\"micro_clusters\":{},\"texts\":{},"
      "\"scoring_median_us\":{:.2f},\"scoring_p99_us\":{:.2f},"
      "\"scoring_allocations_per_text\":{:.4f},\"median_us\":{:.2f},\"p99_us\":{:.2f},"
      "\"allocations_per_text\":{:.4f},\"resident_bytes\":{}}}\n",
      texts.scenarios.size(), model->lines[0].hashes.size(), clustering.numbers().size(),
      tests.size(), quantile(scoring, .5), quantile(scoring, .99), per_score, quantile(whole, .5),
      quantile(whole, .99), per_text, held);
}

// Another process measures, whose memory the fit has never touched.
void measure_cost(const char* program, const std::filesystem::path& folder) {
  LineReport report;
  TextModel model;
  model.lines.push_back(train_line(read_task(folder), 1, report));
  std::ofstream(folder / "model.vocmap", std::ios::binary) << serialise(model);
  execl(program, program, "--stream", folder.c_str(), nullptr);
  throw std::runtime_error("cannot be started again");
}

// What INTAKE does with each text: scores, spans, and the segments that clearly name a scenario.
void score(const std::filesystem::path& folder, bool fitted) {
  LineTexts texts = read_task(folder);
  Taxonomy taxonomy;
  Line& line = taxonomy.lines.emplace_back();
  line.id = "bench";
  line.stages.emplace_back();
  for (const std::string& name : texts.scenarios) {
    Scenario& scenario = line.stages[0].scenarios.emplace_back();
    scenario.id = name;
    for (const LabelledText& text : texts.labelled) {
      if (texts.scenarios[text.scenario] == name) scenario.examples.push_back(text.text);
    }
  }
  const TaxonomyIndex index(std::move(taxonomy));
  texts.texts_hash = scenario_texts_hash(index, 0);
  LineReport report;
  TextModel model;
  if (fitted) model.lines.push_back(train_line(texts, 1, report));
  const auto scorer = make_scorer(index, fitted ? &model : nullptr);
  Evidence evidence;
  const auto tests = lines_of(folder / "test.txt");
  std::ofstream result(folder / "result.tsv");
  for (const std::string& text : tests) {
    scorer->score(0, text, evidence);
    const ScenarioScore* best = evidence.best();
    const bool none = best == nullptr || best->score < evidence.none;
    result << (none ? "none" : index.scenario(best->scenario).id) << '\t';
    for (const Matter& m : evidence.matters) {
      result << index.scenario(m.scenario).id << '=' << m.share << '|';
    }
    result << '\t';
    for (const EvidenceSpan& s : evidence.spans) {
      result << fmt::format("{}-{}={} ", s.begin, s.end, s.share);
    }
    result << '\n';
  }
  const auto [costs, per_text] =
      measure(tests, [&](const auto& text) { scorer->score(0, text, evidence); });
  print_measures(report, fitted ? model.lines[0] : FittedLine{}, costs, per_text);
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  if (argc == 2) {
    vocmap::classify(argv[1]);
  } else if (argc == 3 && argv[1] == std::string_view("--discover")) {
    vocmap::discover(argv[2]);
  } else if (argc == 3 && argv[1] == std::string_view("--draft")) {
    vocmap::draft(argv[2]);
  } else if (argc == 3 && argv[1] == std::string_view("--cost")) {
    vocmap::measure_cost(argv[0], argv[2]);
  } else if (argc == 3 && argv[1] == std::string_view("--stream")) {
    vocmap::measure_stream(argv[2]);
  } else if (argc == 3 && argv[1] == std::string_view("--score")) {
    vocmap::score(argv[2], true);
  } else if (argc == 3 && argv[1] == std::string_view("--score-lexical")) {
    vocmap::score(argv[2], false);
  } else {
    fmt::print(stderr,
               "usage: text_bench [--discover|--draft|--cost|--score|--score-lexical] "
               "TASK_FOLDER\n");
    return 2;
  }
}
