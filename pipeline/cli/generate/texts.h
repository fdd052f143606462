#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/cli/generate/random.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// Texts of one scenario by language. A template may hold the slots {order}, {amount}, {city},
// {date} and {n}; texts of the user are taken as they are.
struct ScenarioTexts {
  std::vector<std::string> zh, en;
  double pressure = 1;   // planted rate / target
  double promotion = 1;  // what a promotion day adds to it, as a factor
};

// What customers write: texts for scenario ids; those of no scenario stand under "none".
struct TextPool {
  std::map<std::string, ScenarioTexts, std::less<>> by_scenario;
  // By line: a matter that its taxonomy lacks, and that is new after five eighths of the time.
  std::map<std::string, ScenarioTexts, std::less<>> emerging;
  bool has_slots = false;
};

// The texts for kDemoJourneys.
const TextPool& demo_texts();

// Reads "text<TAB>label" lines (one header line). A label belongs to the scenario whose id is the
// label or ends with ".label"; other labels are texts of no scenario. Errors are sentences.
tl::expected<TextPool, std::string> read_texts(const std::string& path, const Taxonomy& taxonomy);

// Fills the slots of a template with made-up values.
std::string fill_slots(std::string_view text_template, bool chinese, Random& random);

}  // namespace vocmap
