#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/cli/draft/contact_sample.h"
#include "pipeline/cli/train/progress.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// How often something was written about, and when.
struct DraftCounts {
  std::int64_t contacts = 0, customers = 0;
  EventTime first_at = EventTime::max(), last_at = EventTime::min();
};

struct DraftScenario {
  LocalizedText name;                 // in the languages that its texts are written in
  std::vector<std::string> examples;  // the most typical one first, no two nearly alike
  DraftCounts counts;
};

// Scenarios about similar things, the most frequent one first.
struct DraftStage {
  LocalizedText name;
  std::vector<DraftScenario> scenarios;
};

// What the contacts of a line are about, for a person to edit. Counts are those of the sample.
struct DraftLine {
  std::string id;
  std::int64_t total = 0;  // contacts of the line, about that many when it was sampled
  bool sampled = false;
  DraftCounts counts;
  std::vector<DraftStage> stages;
  std::size_t texts = 0;                         // distinct ones
  std::int64_t clustered = 0, without_text = 0;  // contacts; the rest is in no scenario
  std::vector<std::string> strays;               // some texts in no scenario

  std::size_t scenarios() const;
  double covered() const;  // percent of the contacts that are in a scenario
};

// Clusters the contacts by their texts. The same contacts give the same draft.
DraftLine draft_line(const std::string& id, const ContactSample& sample,
                     ProgressDisplay& progress = ProgressDisplay::silent());

}  // namespace vocmap
