#include "pipeline/cli/train/read_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "operators/decode/decode_event.h"
#include "operators/redact/redact.h"
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

// The texts that INTAKE scores.
std::vector<std::string> texts_of(const Contact& contact) {
  RedactionCounts redactions;
  std::vector<std::string> texts;
  const auto add = [&](std::string text) {
    if (text.empty()) return;
    redact(text, redactions);
    texts.push_back(std::move(text));
  };
  std::string text = contact.subject.value_or("");
  if (!text.empty() && contact.text) text += '\n';
  add(text + contact.text.value_or(""));
  for (const Turn& turn : contact.turns) {
    if (turn.role == TurnRole::customer && turn.text) add(*turn.text);
  }
  return texts;
}

}  // namespace

tl::expected<TrainingTexts, std::string> read_history(
    const TaxonomyIndex& index, const std::vector<std::filesystem::path>& files,
    const OnContact& on_contact) {
  TrainingTexts training;
  for (std::size_t position = 0; position < index.taxonomy().lines.size(); ++position) {
    LineTexts& line = training.lines.emplace_back();
    line.line = index.taxonomy().lines[position].id;
    line.texts_hash = scenario_texts_hash(index, position);
    for (const std::uint16_t scenario : index.scenarios_of(position)) {
      add_scenario(index.scenario(scenario), line);
    }
  }
  DecodeEvent decode;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      return tl::unexpected(
          fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    }
    for (std::string text; std::getline(in, text);) {
      if (text.empty()) continue;
      ++training.records;
      const auto decoded = decode({.topic = Topic::contacts, .value = text, .headers = {}});
      if (!decoded) {
        ++training.refused;
        continue;
      }
      const auto& contact = std::get<Contact>(decoded->event);
      const auto position = index.line_position(contact.line);
      if (!position) {
        ++training.other_lines;
        continue;
      }
      std::vector<std::string> texts = texts_of(contact);
      training.texts += texts.size();
      if (on_contact) on_contact(*position, contact.contact_id, texts);
      std::move(texts.begin(), texts.end(), std::back_inserter(training.lines[*position].history));
    }
  }
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
