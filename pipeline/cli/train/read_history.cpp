#include "pipeline/cli/train/read_history.h"

#include "operators/scenario/text_model.h"

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

ReadHistory::ReadHistory(const TaxonomyIndex& index) : index_(index) {
  for (std::size_t position = 0; position < index.taxonomy().lines.size(); ++position) {
    LineTexts& line = training_.lines.emplace_back();
    line.line = index.taxonomy().lines[position].id;
    line.texts_hash = scenario_texts_hash(index, position);
    for (const std::uint16_t scenario : index.scenarios_of(position)) {
      add_scenario(index.scenario(scenario), line);
    }
    samples_.emplace_back(line.labelled);
  }
}

void ReadHistory::add(const Contact& contact, const std::vector<std::string>& texts) {
  const auto line = index_.line_position(contact.line);
  if (!line) {
    ++training_.counts.other_lines;
    return;
  }
  for (const std::string& text : texts) samples_[*line].add(text);
  training_.lines[*line].texts += texts.size();
  training_.counts.texts += texts.size();
}

TrainingTexts ReadHistory::take(const ReadContacts::Counts& counts) {
  training_.counts.read = counts;
  for (std::size_t line = 0; line < samples_.size(); ++line) {
    training_.lines[line].history = samples_[line].take();
  }
  return std::move(training_);
}

std::vector<const std::string*> texts_in_order(const TrainingTexts& training) {
  std::vector<const std::string*> texts;
  for (const LineTexts& line : training.lines) {
    for (const HistoryText& text : line.history) texts.push_back(&text.text);
    for (const LabelledText& text : line.labelled) texts.push_back(&text.text);
  }
  return texts;
}

}  // namespace vocmap
