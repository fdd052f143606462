#include "pipeline/cli/train/read_history.h"

#include <iterator>

#include "operators/scenario/text_model.h"
#include "pipeline/cli/train/read_contacts.h"

namespace vocmap {
namespace {

// Voices beside an example, as in the lexical matcher.
constexpr float kNameVoice = 0.75f, kDefinitionVoice = 0.375f, kCounterVoice = -0.5f;

void add_scenario(const Scenario& scenario, LineTexts& line) {
  const auto position = static_cast<std::uint32_t>(line.scenarios.size());
  line.scenarios.push_back(scenario.id);
  const auto add = [&](const std::string& text, float voice, bool example) {
    line.labelled.push_back({text, position, voice, example});
  };
  for (const auto& text : scenario.examples) add(text, 1, true);
  for (const auto& text : scenario.counter_examples) add(text, kCounterVoice, false);
  const std::string* last = nullptr;  // a plain name is stored once per language
  for (const auto& [language, name] : scenario.name) {
    if (last == nullptr || *last != name) add(name, kNameVoice, false);
    last = &name;
  }
  if (!scenario.definition.empty()) add(scenario.definition, kDefinitionVoice, false);
}

}  // namespace

tl::expected<TrainingTexts, std::string> read_history(
    const TaxonomyIndex& index, const std::vector<std::filesystem::path>& files) {
  TrainingTexts training;
  for (std::size_t position = 0; position < index.taxonomy().lines.size(); ++position) {
    LineTexts& line = training.lines.emplace_back();
    line.line = index.taxonomy().lines[position].id;
    line.texts_hash = scenario_texts_hash(index, position);
    for (const std::uint16_t scenario : index.scenarios_of(position)) {
      add_scenario(index.scenario(scenario), line);
    }
  }
  const auto counts = read_contacts(files, [&](const Contact& contact,
                                               std::vector<std::string> texts) {
    const auto position = index.line_position(contact.line);
    if (!position) {
      ++training.other_lines;
      return;
    }
    training.texts += texts.size();
    std::move(texts.begin(), texts.end(), std::back_inserter(training.lines[*position].history));
  });
  if (!counts) return tl::unexpected(counts.error());
  training.records = counts->records;
  training.refused = counts->refused;
  return training;
}

std::vector<const std::string*> texts_in_order(const TrainingTexts& training) {
  std::vector<const std::string*> texts;
  for (const LineTexts& line : training.lines) {
    for (const std::string& text : line.history) texts.push_back(&text);
    for (const LabelledText& text : line.labelled) texts.push_back(&text.text);
  }
  return texts;
}

}  // namespace vocmap
