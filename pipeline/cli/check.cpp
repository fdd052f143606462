#include "pipeline/cli/check.h"

#include "pipeline/cli/check/picture.h"
#include "pipeline/cli/check/write_findings.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/write_file.h"
#include "pipeline/config/settings.h"
#include "pipeline/kafka/client.h"

namespace vocmap {
namespace {

// What a check reads, and what is wrong with it.
struct Inputs {
  int wanted_precision = Settings{}.text.wanted_precision;
  std::shared_ptr<const TextModel> model;
  std::optional<TaxonomyHistory> taxonomies;
  std::optional<CheckedSample> sample;
  std::vector<std::string> problems, warnings;
};

void read_settings(const CheckOptions& options, std::vector<std::filesystem::path>& journeys,
                   std::filesystem::path& model, Inputs& inputs) {
  if (options.config.empty()) return;
  const auto settings = load_settings_file(options.config, Purpose::run, Host::of_this_process());
  if (!settings) {
    inputs.problems = settings.error();
    return;
  }
  inputs.problems = property_problems(settings->kafka);
  inputs.wanted_precision = settings->text.wanted_precision;
  if (journeys.empty()) journeys = settings->journeys;
  if (model.empty()) model = settings->text.model;
}

void read_sample_into(const CheckOptions& options, Inputs& inputs) {
  const TaxonomyIndex& index = inputs.taxonomies->latest();
  if (inputs.model) {
    for (const std::string& line : lines_without_model(index, *inputs.model)) {
      inputs.warnings.push_back("the model was fitted to other texts of the scenarios of line " +
                                line + ": the built-in matcher reads it");
    }
  }
  if (options.samples.empty()) return;
  auto sample = read_sample(index, inputs.model.get(), options.samples);
  if (!sample) {
    inputs.problems.push_back(sample.error());
    return;
  }
  const std::string read = fmt::format(
      "{} records read, {} refused, {} of other lines, {} outbound", sample->read.records,
      sample->read.refused, sample->other_lines, sample->read.outbound);
  if (sample->contacts.empty()) {
    inputs.problems.push_back("the sample has no text of a line of the taxonomy: " + read);
  } else if (sample->read.refused + sample->other_lines + sample->read.outbound > 0) {
    inputs.warnings.push_back("the sample was not used as a whole: " + read);
  }
  for (std::size_t line = 0; line < sample->complete.size(); ++line) {
    if (sample->complete[line]) continue;
    inputs.warnings.push_back(
        fmt::format("line {} has more contacts than are kept: {} stand for all",
                    index.taxonomy().lines[line].id, kMostContacts));
  }
  inputs.sample = std::move(*sample);
}

Inputs read_inputs(const CheckOptions& options) {
  Inputs inputs;
  std::vector<std::filesystem::path> journeys = options.journeys;
  std::filesystem::path model_file = options.model;
  read_settings(options, journeys, model_file, inputs);
  if (auto model = read_text_model(model_file)) {
    inputs.model = std::move(*model);
  } else {
    inputs.problems.push_back(model.error());
  }
  if (journeys.empty()) {
    if (inputs.problems.empty()) inputs.problems.emplace_back("give --journeys or --config");
    return inputs;
  }
  auto taxonomies = read_taxonomies(journeys);
  if (!taxonomies) {
    inputs.problems.insert(inputs.problems.end(), taxonomies.error().begin(),
                           taxonomies.error().end());
    return inputs;
  }
  inputs.taxonomies = std::move(*taxonomies);
  read_sample_into(options, inputs);
  return inputs;
}

std::string as_json(const Inputs& inputs, const std::vector<Findings>& findings) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, sentences] :
       {std::pair{"problems", &inputs.problems}, {"warnings", &inputs.warnings}}) {
    out.key(name).begin_array();
    for (const std::string& sentence : *sentences) out.value(sentence);
    out.end_array();
  }
  out.member("model", inputs.model ? std::optional{fmt::format("{:016x}", inputs.model->hash)}
                                   : std::nullopt);
  out.key("taxonomies").begin_array();
  for (const Findings& version : findings) write_json(out, version);
  out.end_array().end_object();
  return out.take();
}

int refuse(const CheckOptions& options, const Inputs& inputs) {
  if (options.json) fmt::print("{}\n", as_json(inputs, {}));
  return bad_start(inputs.problems);
}

}  // namespace

int check(const CheckOptions& options) {
  Inputs inputs = read_inputs(options);
  if (!inputs.problems.empty()) return refuse(options, inputs);
  const TaxonomyIndex& latest = inputs.taxonomies->latest();
  std::vector<Findings> findings;
  for (const auto& index : inputs.taxonomies->versions()) {
    const bool sampled = inputs.sample && index.get() == &latest;
    findings.push_back(
        find_problems(*index, sampled ? &*inputs.sample : nullptr, inputs.wanted_precision));
  }
  if (!options.picture.empty()) {
    const std::string picture = draw_confusions(latest, findings.back().judged);
    if (const auto written = write_file(options.picture, picture); !written) {
      inputs.problems.push_back(written.error());
      return refuse(options, inputs);
    }
  }
  if (options.json) {
    fmt::print("{}\n", as_json(inputs, findings));
    return 0;
  }
  for (const std::string& warning : inputs.warnings) fmt::print(stderr, "vocmap: {}\n", warning);
  for (const Findings& version : findings) {
    if (version.index == &latest) {
      fmt::print("{}", findings_as_text(version));
    } else {
      fmt::print("{}\n", summary_of(version));
    }
  }
  return 0;
}

}  // namespace vocmap
