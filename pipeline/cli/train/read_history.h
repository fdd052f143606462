#pragma once

#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/train/history_sample.h"
#include "pipeline/cli/train/read_contacts.h"

namespace vocmap {

// What became of the records of a history.
struct HistoryCounts {
  ReadContacts::Counts read;
  std::size_t other_lines = 0;  // of lines that the taxonomy does not have
  std::size_t texts = 0;        // the customers', of the lines
};

// The texts of a training.
struct TrainingTexts {
  std::vector<LineTexts> lines;  // in the order of the taxonomy; without teacher
  HistoryCounts counts;
};

// Gathers the texts of contacts for a training. Keeps a sample per line, so its memory does not
// grow with the history.
class ReadHistory {
 public:
  // `index` must outlive it.
  explicit ReadHistory(const TaxonomyIndex& index);

  void add(const Contact& contact, const std::vector<std::string>& texts);
  TrainingTexts take(const ReadContacts::Counts& counts);

 private:
  const TaxonomyIndex& index_;
  TrainingTexts training_;
  std::vector<HistorySample> samples_;  // one per line
};

// All texts in the order of the rows that a teacher has to give: for each line its history, then
// what describes its scenarios.
std::vector<const std::string*> texts_in_order(const TrainingTexts& training);

}  // namespace vocmap
