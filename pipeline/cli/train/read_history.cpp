#include "pipeline/cli/train/read_history.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <unordered_map>

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

void add_texts(const Contact& contact, LineTexts& line, std::size_t& count) {
  RedactionCounts redactions;
  const auto add = [&](std::string text) {
    if (text.empty()) return;
    redact(text, redactions);
    line.history.push_back(std::move(text));
    ++count;
  };
  std::string text = contact.subject.value_or("");
  if (!text.empty() && contact.text) text += '\n';
  add(text + contact.text.value_or(""));
  for (const Turn& turn : contact.turns) {
    if (turn.role == TurnRole::customer && turn.text) add(*turn.text);
  }
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
  training.contacts.resize(training.lines.size());
  std::vector<std::unordered_map<std::string, std::uint32_t>> numbers(training.lines.size());
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
      LineTexts& line = training.lines[*position];
      add_texts(contact, line, training.texts);
      LineContacts& contacts = training.contacts[*position];
      const auto [number, is_new] =
          numbers[*position].try_emplace(contact.contact_id, contacts.count);
      if (is_new) ++contacts.count;
      contacts.of_texts.resize(line.history.size(), number->second);
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
