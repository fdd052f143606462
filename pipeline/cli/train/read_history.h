#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operators/decode/decode_event.h"
#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/train/history_sample.h"

namespace vocmap {

// What became of the records of a history.
struct HistoryCounts {
  std::size_t records = 0;
  std::size_t refused = 0;      // by the decoder
  std::size_t other_lines = 0;  // of lines that the taxonomy does not have
  std::size_t earlier = 0;      // contacts before the time asked for
  std::size_t texts = 0;        // the customers', of the lines
};

// The texts of a training.
struct TrainingTexts {
  std::vector<LineTexts> lines;  // in the order of the taxonomy; without teacher
  HistoryCounts counts;
};

// Reads records of voc.contacts, from wherever they come, as INTAKE does: decoded, redacted, the
// customer's words only. Keeps a sample per line, so its memory does not grow with the history.
class ReadHistory {
 public:
  // `index` must outlive it. Contacts that occurred before `since` are left out.
  ReadHistory(const TaxonomyIndex& index, DecodeLimits limits, std::optional<EventTime> since);

  void read(const Record& record);
  TrainingTexts take();

 private:
  void add_texts(Contact& contact, std::size_t line);

  const TaxonomyIndex& index_;
  DecodeEvent decode_;
  std::optional<EventTime> since_;
  TrainingTexts training_;
  std::vector<HistorySample> samples_;  // one per line
};

// All texts in the order of the rows that a teacher has to give: for each line its history, then
// what describes its scenarios.
std::vector<const std::string*> texts_in_order(const TrainingTexts& training);

}  // namespace vocmap
