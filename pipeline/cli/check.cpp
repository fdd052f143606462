#include "pipeline/cli/check.h"

#include "operators/scenario/check_examples.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/config/settings.h"
#include "pipeline/kafka/client.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

void print_table(const TaxonomyIndex& index, const std::vector<ExampleConfusion>& confusions) {
  std::size_t stages = 0;
  for (const Line& line : index.taxonomy().lines) stages += line.stages.size();
  fmt::print(
      "version {}: {} lines, {} stages, {} scenarios; {} examples lie nearer to another "
      "scenario\n",
      index.version(), index.taxonomy().lines.size(), stages, index.scenario_count(),
      confusions.size());
  for (const ExampleConfusion& c : confusions) {
    fmt::print("  {}: \"{}\" looks like {}\n", index.scenario(c.scenario).id, c.example,
               index.scenario(c.other).id);
  }
}

void write_json(JsonWriter& out, const TaxonomyIndex& index,
                const std::vector<ExampleConfusion>& confusions) {
  out.begin_object().member("version", index.version());
  out.member("scenarios", index.scenario_count()).key("confused_examples").begin_array();
  for (const ExampleConfusion& c : confusions) {
    out.begin_object()
        .member("scenario", index.scenario(c.scenario).id)
        .member("example", c.example)
        .member("other", index.scenario(c.other).id)
        .member("own_score", c.own_score)
        .member("other_score", c.other_score)
        .end_object();
  }
  out.end_array().end_object();
}

}  // namespace

int check(const CheckOptions& options) {
  std::vector<std::string> problems;
  std::vector<std::filesystem::path> files = options.journeys;
  if (!options.config.empty()) {
    const auto settings = load_settings_file(options.config, Purpose::run, Host::of_this_process());
    if (settings) {
      problems = property_problems(settings->kafka);
      if (files.empty()) files = settings->journeys;
      if (const auto model = read_text_model(settings->text.model); !model) {
        problems.push_back(model.error());
      }
    } else {
      problems = settings.error();
    }
  }
  if (files.empty() && problems.empty()) problems.emplace_back("give --journeys or --config");
  const auto taxonomies = read_taxonomies(files);
  if (!taxonomies && !files.empty()) {
    problems.insert(problems.end(), taxonomies.error().begin(), taxonomies.error().end());
  }
  if (!problems.empty()) return bad_start(problems);
  JsonWriter out;
  out.begin_object().key("taxonomies").begin_array();
  for (const auto& index : taxonomies->versions()) {
    const auto confusions = confused_examples(*index);
    if (options.json) {
      write_json(out, *index, confusions);
    } else {
      print_table(*index, confusions);
    }
  }
  out.end_array().end_object();
  if (options.json) fmt::print("{}\n", out.text());
  return 0;
}

}  // namespace vocmap
