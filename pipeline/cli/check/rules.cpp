#include "pipeline/cli/check/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "operators/records.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/rule_matcher.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kFewestContacts = 3;

// The rules of one line and what has their phrases.
class LineRules {
 public:
  LineRules(const TaxonomyIndex& index, std::size_t line) : index_(index), matcher_(index, line) {
    for (const std::uint16_t scenario : index.scenarios_of(line)) {
      for (const ScenarioRule& rule : index.scenario(scenario).rules) {
        for (const std::string& phrase : rule.any) rows_.push_back({{scenario, phrase}});
      }
    }
    for (const std::uint16_t scenario : index.scenarios_of(line)) {
      for (const std::string& example : index.scenario(scenario).examples) add(scenario, example);
    }
  }

  void add(const SampleContact& contact) {
    std::set<std::size_t> hits;
    for (const std::string& text : contact.texts) {
      for (const std::size_t position : hits_in(text)) hits.insert(position);
    }
    for (const std::size_t position : hits) {
      Row& row = rows_[position];
      ++row.contacts;
      if (contact.scenario == row.rule.scenario) continue;
      ++row.elsewhere;
      ++row.others[contact.scenario ? index_.scenario(*contact.scenario).id : kNone];
    }
  }

  void report(std::vector<RuleFinding>& out) {
    for (std::size_t position = 0; position < rows_.size(); ++position) {
      const Row& row = rows_[position];
      const auto by = shadow_of(position);
      if (by) {
        out.push_back(finding(RuleFault::shadowed, row));
        out.back().by = rows_[*by].rule;
      } else if (row.own_examples + row.other_examples + row.contacts == 0) {
        out.push_back(finding(RuleFault::dead, row));
      }
      const bool by_sample = row.contacts >= kFewestContacts && 2 * row.elsewhere > row.contacts;
      if (!by_sample && row.other_examples <= row.own_examples) continue;
      out.push_back(finding(RuleFault::astray, row));
      out.back().mostly =
          std::max_element(row.others.begin(), row.others.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
          })->first;
    }
  }

 private:
  struct Row {
    RulePhrase rule;
    std::uint32_t own_examples = 0, other_examples = 0, contacts = 0, elsewhere = 0;
    std::map<std::string_view, std::uint32_t> others = {};  // by scenario: texts that go there
  };

  void add(std::uint16_t scenario, const std::string& example) {
    for (const std::size_t position : hits_in(example)) {
      Row& row = rows_[position];
      if (row.rule.scenario == scenario) {
        ++row.own_examples;
      } else {
        ++row.other_examples;
        ++row.others[index_.scenario(scenario).id];
      }
    }
  }

  const std::vector<std::size_t>& hits_in(const std::string& text) {
    fold_text(text, folded_);
    matcher_.match_phrases(folded_, hits_);
    return hits_;
  }

  // Another phrase that occurs in this one; of two equal ones the later is shadowed.
  std::optional<std::size_t> shadow_of(std::size_t position) {
    std::u32string own;
    fold_text(rows_[position].rule.phrase, own);
    matcher_.match_phrases(own, hits_);
    for (const std::size_t hit : hits_) {
      fold_text(rows_[hit].rule.phrase, folded_);
      if (hit != position && (folded_ != own || hit < position)) return hit;
    }
    return std::nullopt;
  }

  static RuleFinding finding(RuleFault fault, const Row& row) {
    return {fault,        row.rule,      {}, row.own_examples, row.other_examples,
            row.contacts, row.elsewhere, {}};
  }

  const TaxonomyIndex& index_;
  RuleMatcher matcher_;
  std::vector<Row> rows_;  // by the position of the phrase
  std::u32string folded_;
  std::vector<std::size_t> hits_;
};

}  // namespace

std::vector<RuleFinding> check_rules(const TaxonomyIndex& index, const CheckedSample* sample) {
  std::vector<LineRules> lines;
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    lines.emplace_back(index, line);
  }
  if (sample != nullptr) {
    for (const SampleContact& contact : sample->contacts) lines[contact.line].add(contact);
  }
  std::vector<RuleFinding> found;
  for (LineRules& line : lines) line.report(found);
  std::stable_sort(found.begin(), found.end(),
                   [](const RuleFinding& a, const RuleFinding& b) { return a.fault < b.fault; });
  return found;
}

}  // namespace vocmap
