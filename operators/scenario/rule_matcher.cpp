#include "operators/scenario/rule_matcher.h"

#include <algorithm>

#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

bool is_ascii_word(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

struct ByFirst {
  bool operator()(const auto& phrase, char32_t c) const { return phrase.text.front() < c; }
  bool operator()(char32_t c, const auto& phrase) const { return c < phrase.text.front(); }
};

void sort_each_once(std::vector<std::size_t>& positions) {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

}  // namespace

RuleMatcher::RuleMatcher(const TaxonomyIndex& index, std::size_t line_position) {
  std::size_t position = 0, phrases = 0;
  for (const std::uint16_t scenario : index.scenarios_of(line_position)) {
    std::uint32_t number = 0;
    for (const ScenarioRule& rule : index.scenario(scenario).rules) {
      for (const std::string& text : rule.any) {
        Phrase phrase{{}, position, number++, phrases++};
        fold_text(text, phrase.text);
        if (!phrase.text.empty()) phrases_.push_back(std::move(phrase));
      }
    }
    ++position;
  }
  std::stable_sort(phrases_.begin(), phrases_.end(), [](const Phrase& a, const Phrase& b) {
    return a.text.front() < b.text.front();
  });
}

void RuleMatcher::scan(std::u32string_view folded, auto&& visit) const {
  if (phrases_.empty()) return;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (i > 0 && is_ascii_word(folded[i]) && is_ascii_word(folded[i - 1])) continue;
    const auto [first, last] =
        std::equal_range(phrases_.begin(), phrases_.end(), folded[i], ByFirst());
    for (auto phrase = first; phrase != last; ++phrase) {
      if (folded.substr(i).starts_with(phrase->text)) visit(i, *phrase);
    }
  }
}

void RuleMatcher::match(std::u32string_view folded, std::vector<std::size_t>& fired) const {
  fired.clear();
  scan(folded, [&](std::size_t, const Phrase& phrase) { fired.push_back(phrase.scenario); });
  sort_each_once(fired);
}

void RuleMatcher::match_phrases(std::u32string_view folded,
                                std::vector<std::size_t>& phrases) const {
  phrases.clear();
  scan(folded, [&](std::size_t, const Phrase& phrase) { phrases.push_back(phrase.position); });
  sort_each_once(phrases);
}

void RuleMatcher::find(std::u32string_view folded, std::size_t scenario,
                       std::vector<Hit>& hits) const {
  hits.clear();
  scan(folded, [&](std::size_t i, const Phrase& phrase) {
    if (phrase.scenario != scenario) return;
    const Hit hit{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + phrase.text.size()),
                  phrase.number};
    if (hits.empty() || hits.back().begin != hit.begin) {
      hits.push_back(hit);
    } else if (hits.back().end < hit.end) {
      hits.back() = hit;
    }
  });
}

}  // namespace vocmap
