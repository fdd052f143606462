#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "operators/scenario/text_model.h"
#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/train/read_contacts.h"

namespace vocmap {

constexpr std::size_t kShownTexts = 3;  // that illustrate a finding
// Texts that differ in numbers only are one: the text without its digits.
std::string shape_of(std::string_view text);

// What is kept of a line, so that memory does not grow with the sample: 164 MB a line at most.
constexpr std::size_t kMostContacts = 20'000, kKeptTextBytes = 8'192;

// A contact of the sample and where the stream would count it. Shares are in 1/1000 of what its
// texts say in all: probabilities where the line is read by a model.
struct SampleContact {
  std::size_t line = 0;                   // position in the taxonomy
  std::vector<std::string> texts;         // redacted, each once, kKeptTextBytes of them in all
  std::optional<std::uint16_t> scenario;  // unset: none
  std::int32_t share = 0;                 // of `scenario`
  std::optional<std::uint16_t> next;      // the second best scenario
  std::int32_t next_share = 0;
};

// Unlabelled contacts, scored as the stream scores them.
struct CheckedSample {
  std::vector<SampleContact> contacts = {};      // that have a text, line by line
  std::vector<std::uint32_t> without_text = {};  // contacts, by line
  std::vector<bool> calibrated = {};             // by line: read by the model
  std::vector<bool> complete = {};               // by line: every contact is among them
  ReadContacts::Counts read = {};
  std::size_t other_lines = 0;
};

// Reads records of voc.contacts from JSONL files, but for outbound ones: no metric counts them. The
// scenarios of a contact come from the sum over its distinct texts (scorer.h), also of those that
// are not kept. Of a line with more than `most` contacts those with the smallest hashes stand for
// all. `model` may be null. The error is a sentence.
tl::expected<CheckedSample, std::string> read_sample(
    const TaxonomyIndex& index, const TextModel* model,
    const std::vector<std::filesystem::path>& files, std::size_t most = kMostContacts);

}  // namespace vocmap
