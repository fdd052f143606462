#include "pipeline/cli/people_commands.h"

#include <memory>
#include <string>

#include "pipeline/cli/sample.h"
#include "pipeline/cli/scenarios.h"
#include "schemas/time.h"

namespace vocmap {
namespace {

EventTime parse_time(const std::string& text) {
  const auto time = parse_rfc3339(text);
  if (!time) throw CLI::ValidationError("--effective-from", "'" + text + "' is not RFC 3339");
  return *time;
}

void add_decision(CLI::App& command, ScenariosOptions& options) {
  command.add_option("id", options.id, "Its id, as `vocmap scenarios list` prints it")->required();
  command.add_option("--config", options.config, "vocmap.yaml")->required();
  command.add_option("--by", options.by, "Who decides (default: the name of this user)");
}

void add_scenarios(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("scenarios", "List, adopt or reject emergent scenarios");
  command->require_subcommand(1);
  auto list = std::make_shared<ScenariosOptions>();
  auto* lister = command->add_subcommand("list", "Print emergent scenarios, the open ones first");
  lister->add_option("--config", list->config, "vocmap.yaml")->required();
  lister->add_option("--line", list->line, "Only this line");
  lister->add_flag("--json", list->json, "The records as they were published, one a line");
  lister->callback([list, &code] { code = scenarios_list(*list); });

  auto adopt = std::make_shared<ScenariosOptions>();
  auto* adopter = command->add_subcommand(
      "adopt", "Accept one, and draft the taxonomy version that has it as a scenario");
  add_decision(*adopter, *adopt);
  adopter->add_option("--as", adopt->as, "Id of the new scenario, <line>.<stage>.<name>")
      ->required();
  adopter
      ->add_option("--name", adopt->names,
                   "Its name in both languages, or in one: zh=NAME, en=NAME, given once each "
                   "(default: the proposal's labels)")
      ->allow_extra_args(false);
  adopter->add_option("--out", adopt->out, "New file for the version (default: standard output)");
  adopter->add_option_function<std::string>(
      "--effective-from",
      [adopt](const std::string& text) { adopt->effective_from = parse_time(text); },
      "Since when it holds, in event time (RFC 3339; default: in one to two hours)");
  adopter->footer(
      "The version is the newest file of `journeys` with the scenario at the end of its stage, "
      "the\n"
      "proposal's central texts as examples, and the adoption in `changes`. Read it, add owner "
      "and\n"
      "target, and put it beside the others: the service takes it on by itself, if effective_from\n"
      "lies ahead of all events so far. The verdict takes effect when event time reaches the time\n"
      "of this command, an adoption with its version. Nothing is overwritten, and what was told\n"
      "before is not told again.");
  adopter->callback([adopt, &code] { code = scenarios_adopt(*adopt); });

  auto reject = std::make_shared<ScenariosOptions>();
  auto* rejecter =
      command->add_subcommand("reject", "Reject one; what resembles it is not proposed");
  add_decision(*rejecter, *reject);
  rejecter->callback([reject, &code] { code = scenarios_reject(*reject); });
}

void add_sample(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("sample", "Draw contacts for people to judge, and take their verdicts");
  command->require_subcommand(1);
  auto draw = std::make_shared<SampleOptions>();
  auto* drawer = command->add_subcommand("draw", "Print a random sample of a week as a sheet");
  drawer->add_option("--config", draw->config, "vocmap.yaml")->required();
  drawer->add_option("--week", draw->week, "ISO week of the openings (UTC), e.g. 2026-W10")
      ->required();
  drawer->add_option("--line", draw->line, "Only this line");
  drawer->add_option("--count", draw->count, "Contacts")->capture_default_str();
  drawer->footer(
      "The sheet is tab-separated. Fill in the column `verdict`: = when the proposed scenario is\n"
      "right, else the id of the right one, or none when it fits no scenario; leave out what you\n"
      "cannot judge. The same week gives the same sample as long as its contacts stay as they "
      "are.");
  drawer->callback([draw, &code] { code = sample_draw(*draw); });

  auto take = std::make_shared<SampleOptions>();
  auto* taker = command->add_subcommand("take", "Write the verdicts of a sheet to voc.feedback");
  taker->add_option("file", take->file, "The filled-in sheet")->required();
  taker->add_option("--config", take->config, "vocmap.yaml")->required();
  taker->add_option("--by", take->by, "Who judged (default: the name of this user)");
  taker->footer(
      "Nothing is written when a verdict is no scenario of the contact's line. Verdicts correct\n"
      "their contacts and measure live_precision; the newest on a contact holds, so a sheet may "
      "be\n"
      "taken again.");
  taker->callback([take, &code] { code = sample_take(*take); });
}

}  // namespace

void add_people_commands(CLI::App& app, int& code) {
  add_scenarios(app, code);
  add_sample(app, code);
}

}  // namespace vocmap
