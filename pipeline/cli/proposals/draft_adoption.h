#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "schemas/taxonomy.h"

namespace vocmap {

// An emergent scenario that becomes one of the taxonomy.
struct Adoption {
  std::string emergent;  // its id
  std::string scenario;  // the id it gets, "<line>.<stage>.<name>": of a stage of its line
  LocalizedText name;
  std::vector<std::string> examples;
  EventTime effective_from;
};

// Names as a person gives them: "zh=..." and "en=..." in one language, anything else, once, in both
// that are not named. The error is a sentence.
tl::expected<LocalizedText, std::string> read_names(const std::vector<std::string>& given);

// The next version of a taxonomy file: the same lines, comments included, with the new scenario at
// the end of its stage, and the adoption as its only change. The error is a sentence; one of the
// layout where the stage's scenarios do not stand on lines of their own.
tl::expected<std::string, std::string> draft_adoption(std::string_view yaml,
                                                      const Adoption& adoption);

}  // namespace vocmap
