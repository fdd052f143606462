#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/check/read_sample.h"
#include "schemas/enums.h"

namespace vocmap {

// What is wrong with a phrase of a rule. dead: no example and no contact of the sample has it.
// shadowed: another phrase fires wherever it does. astray: it occurs mostly in texts of other
// scenarios.
enum class RuleFault : std::uint8_t { dead, shadowed, astray };

template <>
struct EnumNames<RuleFault> {
  static constexpr std::array<std::string_view, 3> values = {"dead", "shadowed", "astray"};
};

struct RulePhrase {
  std::uint16_t scenario;
  std::string phrase;
};

struct RuleFinding {
  RuleFault fault;
  RulePhrase rule;
  std::optional<RulePhrase> by;                        // of a shadowed one: what fires, too
  std::uint32_t own_examples = 0, other_examples = 0;  // that have the phrase
  std::uint32_t contacts = 0, elsewhere = 0;           // of the sample; counted elsewhere
  std::string mostly;  // of one astray: the scenario, or "none", where most of those texts go
};

// All findings by fault, then line by line in the order of the scenarios' ids and of their rules.
// `sample` may be null.
std::vector<RuleFinding> check_rules(const TaxonomyIndex& index, const CheckedSample* sample);

}  // namespace vocmap
