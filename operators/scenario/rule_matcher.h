#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// Finds the user's rules that fire in a folded text. A phrase counts where it occurs; one that
// begins with a Latin letter or digit only at the start of a word ("app" is not in "happy").
class RuleMatcher {
 public:
  RuleMatcher(const TaxonomyIndex& index, std::size_t line_position);

  // Replaces `fired` by the scenarios whose rules fire (positions in scenarios_of(line)), sorted,
  // each once.
  void match(std::u32string_view folded, std::vector<std::size_t>& fired) const;
  // Replaces `phrases` by those that occur, sorted, each once: positions among all phrases of the
  // line, counted scenario by scenario (scenarios_of(line)) and rule by rule.
  void match_phrases(std::u32string_view folded, std::vector<std::size_t>& phrases) const;

  // A phrase in a text: [begin, end).
  struct Hit {
    std::uint32_t begin, end;
    std::uint32_t phrase;  // position among all phrases of the scenario's rules
  };
  // Replaces `hits` by those of one scenario, in the order of the text; of several that begin
  // together the longest.
  void find(std::u32string_view folded, std::size_t scenario, std::vector<Hit>& hits) const;

 private:
  struct Phrase {
    std::u32string text;
    std::size_t scenario;
    std::uint32_t number;  // within the scenario
    std::size_t position;  // within the line
  };

  // Calls visit(position, phrase) for each phrase that occurs.
  void scan(std::u32string_view folded, auto&& visit) const;

  std::vector<Phrase> phrases_;  // sorted by first character
};

}  // namespace vocmap
