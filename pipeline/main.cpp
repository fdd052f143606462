#include <CLI/CLI.hpp>
#include <exception>
#include <memory>

#include "pipeline/cli/check.h"
#include "pipeline/cli/demo.h"
#include "pipeline/cli/dlq.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/generate.h"
#include "pipeline/cli/init.h"
#include "pipeline/cli/lexicon.h"
#include "pipeline/cli/metrics.h"
#include "pipeline/cli/people_commands.h"
#include "pipeline/cli/replay.h"
#include "pipeline/cli/run.h"
#include "pipeline/cli/sentiment.h"
#include "pipeline/cli/state.h"
#include "pipeline/cli/topics.h"
#include "pipeline/cli/train.h"

namespace vocmap {
namespace {

EventTime parse_time(const char* option, const std::string& text) {
  const auto time = parse_rfc3339(text);
  if (!time) throw CLI::ValidationError(option, "'" + text + "' is not RFC 3339");
  return *time;
}

// "infinity" or RFC 3339.
EventTime parse_until(const std::string& text) {
  if (text == "infinity") return EventTime::end_of_time();
  const auto time = parse_rfc3339(text);
  if (!time) throw CLI::ValidationError("--until", "'" + text + "' is not RFC 3339 or infinity");
  return *time;
}

void add_run(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("run", "Run the service");
  auto options = std::make_shared<RunOptions>();
  auto until = std::make_shared<std::string>();
  command->add_option("--config", options->config, "vocmap.yaml")->required();
  command->add_option("--until", *until,
                      "Process to the present ends of the inputs, move the watermark to this time "
                      "(RFC 3339 or infinity), print the ledger and exit");
  command->add_option("--log-level", options->log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str();
  command->callback([options, until, &code] {
    if (!until->empty()) options->until = parse_until(*until);
    code = run(*options);
  });
}

void add_demo(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("demo", "Everything in one process, with planted truths");
  auto options = std::make_shared<DemoOptions>();
  command
      ->add_option("--seconds", options->seconds, "End by itself after about so long (0: Ctrl-C)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--port", options->port, "Port of the console; 0: any free")
      ->capture_default_str();
  command->add_option("--address", options->address, "Address of the console")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Seed of the generator")->capture_default_str();
  command->add_option("--events", options->events, "Records to plant")
      ->check(CLI::Range(1'000, 10'000'000))
      ->capture_default_str();
  command->footer(
      "Needs no Kafka. The console shows the records as they come. When all are in, what was\n"
      "measured is compared with what was planted; exit code 1 when a cell differs. Without\n"
      "--seconds the console stays up then.");
  command->callback([options, &code] { code = demo(*options); });
}

void add_init(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("init", "Draft a taxonomy from your contacts");
  auto options = std::make_shared<InitOptions>();
  command->add_option("--out", options->out, "Taxonomy file to write; one that exists stays")
      ->required();
  command->add_option("--lines", options->lines, "Only these lines, separated by commas")
      ->delimiter(',');
  command->add_option("history", options->history, "JSONL files of voc.contacts records")
      ->required();
  command->footer(
      "The history needs no labels. Contacts are clustered by the first of their texts that says\n"
      "more than a greeting, line by line: at most 20,000 contacts of each, those with the "
      "smallest\n"
      "hashes of customer and id. Each cluster of 5 contacts of 3 customers becomes a scenario "
      "with a "
      "name,\n"
      "an id and examples, redacted. The same records give the same file. It works as it is, but\n"
      "names, stages and exposure are for a person to edit: the file says what.");
  command->callback([options, &code] { code = init(*options); });
}

void add_train(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("train", "Fit a text model to a taxonomy from your contacts");
  auto options = std::make_shared<TrainOptions>();
  command->add_option("--config", options->config,
                      "vocmap.yaml: reads what the cluster's voc.contacts holds now");
  command->add_option("--journeys", options->journeys,
                      "Taxonomy file, if not the newest version of the configuration");
  command->add_option_function<std::string>(
      "--since",
      [options](const std::string& text) { options->since = parse_time("--since", text); },
      "Only contacts that occurred at or after this time (RFC 3339); of the topic, only those "
      "written since then, too");
  command->add_option("--out", options->out,
                      "Model file to write; its report is put beside it: .md, .json, .svg");
  command->add_option("--report", options->report, "Markdown report, if not beside the model");
  command->add_option("--teacher", options->teacher,
                      "Vectors of the texts by another tool: .npy, 32-bit floats, a row per text");
  command->add_option("--texts", options->texts,
                      "Only write the texts a teacher is asked for, one a line, in its order");
  command->add_option("--seed", options->seed, "Seed of the fit")->capture_default_str();
  command->add_option("history", options->history, "JSONL files of voc.contacts records");
  command->footer(
      "Reads the records of --config's topic, of the files, or of both, and keeps of each line "
      "the\n"
      "20,000 distinct texts with the smallest hashes, of each text 2 KiB: the same ones in any "
      "order,\nin at most 43 MB a line. The same records and seed give the same model on every "
      "x86-64 machine.\nProgress goes to stderr, the report to stdout.");
  command->callback([options, &code] {
    if (options->config.empty() && options->history.empty()) {
      throw CLI::RequiredError("--config or history");
    }
    if (options->config.empty() && options->journeys.empty()) {
      throw CLI::RequiredError("--config or --journeys");
    }
    if (options->out.empty() && options->texts.empty()) {
      throw CLI::RequiredError("--out or --texts");
    }
    code = train(*options);
  });
}

void add_metrics(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("metrics", "Explain every metric: meaning, formula, unit");
  auto format = std::make_shared<MetricsFormat>(MetricsFormat::markdown);
  auto* json = command->add_flag_callback(
      "--json", [format] { *format = MetricsFormat::json; }, "JSON instead of a table in Markdown");
  command
      ->add_flag_callback(
          "--prometheus", [format] { *format = MetricsFormat::prometheus; },
          "The gauges at /metrics instead: name, type and labels")
      ->excludes(json);
  command->callback([format, &code] { code = print_metrics(*format); });
}

void add_lexicon(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("lexicon", "Make the table of word meanings that the program carries");
  auto options = std::make_shared<LexiconOptions>();
  command->add_option("--out", options->out, "Lexicon file to write")->required();
  command
      ->add_option("inputs", options->inputs,
                   "TEXTS=VECTORS of a language: one text a line, and .npy with a row per text")
      ->required();
  command->callback([options, &code] { code = make_lexicon(*options); });
}

void add_sentiment(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("sentiment", "Make the model of sentiment that the program carries");
  auto options = std::make_shared<SentimentOptions>();
  command->add_option("--out", options->out, "Model file to write")->required();
  command
      ->add_option("inputs", options->inputs,
                   "Labelled texts of a language: a line is a number from -1, very negative, to 1, "
                   "a tab, and the text")
      ->required();
  command->callback([options, &code] { code = make_sentiment(*options); });
}

void add_replay(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("replay", "Run files through the real stages, offline");
  auto options = std::make_shared<ReplayOptions>();
  auto until = std::make_shared<std::string>("infinity");
  command->add_option("--journeys", options->journeys, "Taxonomy file, one per version")
      ->required();
  command->add_option("--model", options->model, "Text model of `vocmap train`");
  command->add_option("--config", options->config,
                      "A vocmap.yaml: its limits, text, rate_card, and lateness and horizon");
  command->add_option("--out", options->out, "Directory for one JSONL file per output topic")
      ->required();
  command
      ->add_option("inputs", options->inputs,
                   "Input files: contacts.jsonl, voc.contacts.jsonl or voc.contacts=FILE")
      ->required();
  command->add_flag(
      "--as-is", options->as_is,
      "Keep the order of the lines, file after file, instead of merging by event time");
  command->add_option("--commit-records", options->commit_records, "Records per transaction")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--partitions", options->partitions, "Partitions of the internal topics")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--until", *until, "Where the watermark goes at the end of the input")
      ->capture_default_str();
  command->callback([options, until, &code] {
    options->until = parse_until(*until);
    code = replay(*options);
  });
}

void add_check(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("check", "Check configuration and taxonomy, advise its editor");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("--journeys", options->journeys, "Taxonomy file, one per version");
  command->add_option("--config", options->config, "vocmap.yaml");
  command->add_option("--sample", options->samples,
                      "Unlabelled contacts: records of voc.contacts, one a line");
  command->add_option("--model", options->model,
                      "Text model of `vocmap train` for the sample (default: the configuration's)");
  command->add_option("--picture", options->picture, "Write the confusion matrix to this SVG file");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Advice on the latest version: examples that, left out of their scenario, lie nearer to\n"
      "another; scenarios that the sample's contacts (else the examples) do not tell apart;\n"
      "phrases of rules that nothing has (dead), that fire only where another one does\n"
      "(shadowed), or that occur mostly in texts of other scenarios (astray); and what part of\n"
      "the sample stays unclassified, with its words. Of each line of the sample the 20,000\n"
      "contacts with the smallest hashes are kept. Texts are redacted. Exit code 0 whatever\n"
      "the advice, 2 when configuration, taxonomy, model or sample cannot be used.");
  command->callback([options, &code] { code = check(*options); });
}

void add_topics(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("topics", "Verify the topics, or create them");
  auto options = std::make_shared<TopicsOptions>();
  command->add_option("--config", options->config, "vocmap.yaml")->required();
  command->add_flag("--create", options->create, "Create the topics that are missing");
  command->add_option("--inputs", options->inputs, "Partitions of created input topics")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--outputs", options->outputs, "Partitions of created output topics")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--replicas", options->replicas, "Replicas; -1: the cluster's default")
      ->capture_default_str();
  command->footer(
      "Without --create nothing is changed. Exit code 1: a topic is missing or set up "
      "differently.");
  command->callback([options, &code] { code = topics(*options); });
}

void add_generate(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("generate", "Write input files with planted truth");
  auto options = std::make_shared<GenerateCommand>();
  GenerateOptions& mix = options->generate;
  auto start = std::make_shared<std::string>(format_rfc3339(mix.start));
  auto hours = std::make_shared<std::int64_t>(
      std::chrono::duration_cast<std::chrono::hours>(mix.span).count());
  command->add_option("--out", options->out, "Directory for the files")->required();
  command->add_option("--events", mix.events, "Records")->capture_default_str();
  command->add_option("--seed", mix.seed, "Seed")->capture_default_str();
  command->add_option("--start", *start, "First event time")->capture_default_str();
  command->add_option("--hours", *hours, "Span of event time")->capture_default_str();
  command->add_option("--orders", mix.order_share, "Share of orders")->capture_default_str();
  command->add_option("--zh", mix.zh_share, "Share of Chinese texts")->capture_default_str();
  command->add_option("--duplicates", mix.duplicate_share, "Share of duplicates")
      ->capture_default_str();
  command
      ->add_option("--conflicting", mix.conflicting_share, "Share of repeats with another payload")
      ->capture_default_str();
  command->add_option("--late", mix.late_share, "Share of late records")->capture_default_str();
  command->add_option("--bad", mix.bad_share, "Share of unreadable records")->capture_default_str();
  command->add_option("--none", mix.none_share, "Share of contacts without a scenario")
      ->capture_default_str();
  command->add_option("--customers", mix.customers, "Customers")->capture_default_str();
  command->add_option("--journeys", options->journeys, "Taxonomy (default: the demo's)");
  command->add_option("--texts", options->texts, "TSV of text and label to draw contacts from");
  command->footer(
      "The folder gets journeys.yaml, a file of each input topic, and truth.json: what has to be\n"
      "counted. The same options give the same files. To try them:\n"
      "  vocmap replay --journeys DIR/journeys.yaml --out OUT DIR/voc.*.jsonl");
  command->callback([options, start, hours, &code] {
    options->generate.start = parse_until(*start);
    options->generate.span = std::chrono::hours{*hours};
    code = generate(*options);
  });
}

void add_letter_filters(CLI::App& command, DlqOptions& options) {
  command.add_option("--config", options.config, "vocmap.yaml")->required();
  command.add_option("--reason", options.reason, "Only this reason, e.g. text_too_long");
  command.add_option("--topic", options.topic, "Only originals of this input topic");
  command.add_option_function<std::string>(
      "--since",
      [&options](const std::string& text) { options.since = parse_time("--since", text); },
      "Only those written at or after this time (RFC 3339)");
  command.add_option("--limit", options.limit, "At most so many, the oldest first; 0: all")
      ->capture_default_str();
}

void add_dlq(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("dlq", "List or replay dead letters");
  command->require_subcommand(1);
  auto list = std::make_shared<DlqOptions>();
  auto* lister = command->add_subcommand("list", "Print dead letters and what became of them");
  add_letter_filters(*lister, *list);
  lister->add_flag("--json", list->json, "One JSON object per line; the summary on stderr");
  lister->callback([list, &code] { code = dlq_list(*list); });

  auto replay = std::make_shared<DlqOptions>();
  auto* replayer = command->add_subcommand(
      "replay", "Write the originals of dead letters to their input topics again");
  add_letter_filters(*replayer, *replay);
  replayer->add_flag("--dry-run", replay->dry_run, "Print what would be replayed, write nothing");
  replayer->add_flag("--again", replay->again,
                     "Also those that were refused again after an earlier replay");
  replayer->add_option("--commit-records", replay->commit_records, "Dead letters per transaction")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  replayer->footer(
      "Each dead letter is replayed at most once, however often the command runs or is killed: a\n"
      "mark on the dead letter topic is written in one transaction with the record. The record is\n"
      "read from its input topic, unredacted and whole; when that topic does not hold it any "
      "more,\n"
      "or is compacted (voc.customers), it is listed as not replayable. A replayed record is a "
      "new\n"
      "record: an event that is by now later than the allowed lateness goes to voc.late and is "
      "not\n"
      "counted, and one that arrived corrected in the meantime is a duplicate. What is refused\n"
      "again is a new dead letter with its attempt; only --again replays it once more. Run this\n"
      "after the cause is cured and the service restarted. Exit code 1: some were not replayed.");
  replayer->callback([replay, &code] { code = dlq_replay(*replay); });
}

void add_state(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("state", "Look at the stored state, also beside the service");
  command->require_subcommand(1);
  auto list = std::make_shared<StateOptions>();
  auto* lister = command->add_subcommand("list", "Print the tasks below state_dir");
  lister->add_option("--config", list->config, "vocmap.yaml")->required();
  lister->add_flag("--json", list->json, "One JSON object per line");
  lister->callback([list, &code] { code = state_list(*list); });

  auto show = std::make_shared<StateOptions>();
  auto* shower = command->add_subcommand("show", "Print what a task has stored, as JSON lines");
  shower->add_option("--config", show->config, "vocmap.yaml")->required();
  shower->add_option("--task", show->task, "Directory below state_dir, e.g. journey-3")->required();
  shower->add_option("--store", show->store, "Only this store; `vocmap state list` names them");
  shower->add_option("--prefix", show->prefix,
                     "Only keys that begin so, their parts joined by '|': 'u-7|c-1'");
  shower->add_option("--limit", show->limit, "At most so many entries")->capture_default_str();
  shower->footer(
      "Nothing is created or changed. Beside a running service it shows what was committed before\n"
      "the command started. Texts are redacted; ids are not.");
  shower->callback([show, &code] { code = state_show(*show); });
}

int run_command(int argc, char** argv) {
  CLI::App app{"vocmap: voice-of-customer stream processor", "vocmap"};
  app.set_version_flag("--version", "vocmap " VOCMAP_VERSION);
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done, 1 the check or comparison failed, 2 bad start, 3 failure.");
  int code = 0;
  add_run(app, code);
  add_demo(app, code);
  add_replay(app, code);
  add_init(app, code);
  add_train(app, code);
  add_metrics(app, code);
  add_lexicon(app, code);
  add_sentiment(app, code);
  add_check(app, code);
  add_topics(app, code);
  add_dlq(app, code);
  add_people_commands(app, code);
  add_state(app, code);
  add_generate(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadStart;
  } catch (const std::exception& error) {
    fmt::print(stderr, "vocmap: {}\n", error.what());
    return kFailed;
  }
  return code;
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  return vocmap::run_command(argc, argv);
}
