#include <CLI/CLI.hpp>

#include <exception>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/replay.h"

namespace vocmap {
namespace {

// "infinity" or RFC 3339.
EventTime parse_until(const std::string& text) {
  if (text == "infinity") return EventTime::end_of_time();
  const auto time = parse_rfc3339(text);
  if (!time) throw CLI::ValidationError("--until", "'" + text + "' is not RFC 3339 or infinity");
  return *time;
}

void add_replay(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("replay", "Run files through the real stages, offline");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("--journeys", options->journeys, "Taxonomy file, one per version")->required();
  command->add_option("--out", options->out, "Directory for one JSONL file per output topic")
      ->required();
  command->add_option("inputs", options->inputs, "Input files: contacts.jsonl or TOPIC=FILE")
      ->required();
  command->add_flag("--as-is", options->as_is, "Keep the order of the lines");
  command->add_option("--commit-records", options->commit_records, "Records per transaction")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--partitions", options->partitions, "Partitions of the internal topics")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  auto until = std::make_shared<std::string>("infinity");
  command->add_option("--until", *until, "Where the watermark goes at the end of the input")
      ->capture_default_str();
  command->callback([options, until, &code] {
    options->until = parse_until(*until);
    code = replay(*options);
  });
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  CLI::App app{"vocmap: voice-of-customer stream processor", "vocmap"};
  app.set_version_flag("--version", "vocmap " VOCMAP_VERSION);
  app.require_subcommand(1);
  int code = 0;
  vocmap::add_replay(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int shown = app.exit(error);
    return shown == 0 ? 0 : vocmap::kBadStart;
  } catch (const std::exception& error) {
    fmt::print(stderr, "vocmap: {}\n", error.what());
    return vocmap::kFailed;
  }
  return code;
}
