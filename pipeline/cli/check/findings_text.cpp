#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "pipeline/cli/check/write_findings.h"
#include "pipeline/core/terminal_text.h"
#include "pipeline/core/text_table.h"

namespace vocmap {
namespace {

constexpr int kTextColumns = 72, kNameColumns = 36, kPhraseColumns = 30;
constexpr std::size_t kTextIndent = 12;

std::string quoted(const std::string& text, int columns = kTextColumns) {
  return fmt::format("\"{}\"", shortened(redacted(text), columns));
}

TextTable::Cell percent(double share) {
  return right(fmt::format("{:.1f} %", 100 * share));
}

std::string_view words_of(Advice advice) {
  switch (advice) {
    case Advice::reword:
      return "reword";
    case Advice::merge:
      return "merge?";
    case Advice::more_examples:
      break;
  }
  return "give it more examples";
}

class Report {
 public:
  explicit Report(const Findings& findings) : findings_(findings), index_(*findings.index) {}

  std::string write() {
    out_ = summary_of(findings_) + '\n';
    write_confusions();
    write_overlaps();
    write_rules();
    if (findings_.shares) {
      write_shares(*findings_.shares);
      for (std::size_t line = 0; line < findings_.shares->lines.size(); ++line) {
        write_words(line, findings_.shares->lines[line]);
      }
    }
    return std::move(out_);
  }

 private:
  std::string name(const LocalizedText& text) const {
    return shortened(both_names(text), kNameColumns);
  }
  std::string id(std::uint16_t scenario) const { return one_line(index_.scenario(scenario).id); }

  template <typename Finding, typename Write>
  void write_rows(const std::vector<Finding>& found, TextTable::Cells head, Write write) {
    if (found.empty()) return;
    TextTable table;
    if (!head.empty()) table.row(std::move(head));
    for (const Finding& finding : std::span(found).first(std::min(found.size(), kMostRows))) {
      write(finding, table);
    }
    out_ += table.write();
    if (found.size() > kMostRows) {
      out_ += fmt::format("  ... and {} more: --json lists all\n", found.size() - kMostRows);
    }
  }

  void write_confusions() {
    const auto confused = std::count_if(findings_.judged.begin(), findings_.judged.end(),
                                        [](const JudgedExample& e) { return e.confused(); });
    out_ += fmt::format(
        "\nConfusions: {} of {} examples, left out of their scenario, lie nearer to another{}\n",
        confused, findings_.judged.size(),
        findings_.confusions.empty() ? "" : "; two rows are a pair");
    write_rows(findings_.confusions, {right("confused"), "scenario", "", "what to do"},
               [&](const Confusion& c, TextTable& table) {
                 for (const std::size_t i : {0, 1}) {
                   table.row({right(fmt::format("{} of {}", c.confused[i], c.judged[i])),
                              id(c.scenarios[i]), name(index_.scenario(c.scenarios[i]).name),
                              i == 0 ? std::string{words_of(c.advice)} : ""});
                   std::size_t shown = 0;
                   for (const JudgedExample* e : c.examples) {
                     if (e->scenario != c.scenarios[i] || shown++ == kShownTexts) continue;
                     table.note(kTextIndent, quoted(e->example));
                   }
                 }
               });
  }

  void write_overlaps() {
    const std::string_view texts = findings_.shares ? "contacts of the sample" : "examples";
    out_ += fmt::format("\nOverlaps: {} pairs of scenarios that the {} do not tell apart\n",
                        findings_.overlaps.size(), texts);
    write_rows(
        findings_.overlaps, {right("contested"), right("mass"), "scenario"},
        [&](const Overlap& o, TextTable& table) {
          for (const std::size_t i : {0, 1}) {
            table.row(
                {i == 0 ? right(fmt::format("{} of {}", o.contested, o.of)) : "",
                 i == 0 ? right(fmt::format("{:.1f}", static_cast<double>(o.mass) / 1000)) : "",
                 id(o.scenarios[i]), name(index_.scenario(o.scenarios[i]).name)});
          }
          for (const std::string& text : o.texts) table.note(kTextIndent, quoted(text));
        });
  }

  void write_rules() {
    const std::size_t found = findings_.rules.size();
    out_ += fmt::format("\nRules: {} {}\n", found, found == 1 ? "finding" : "findings");
    write_rows(findings_.rules, {}, [&](const RuleFinding& f, TextTable& table) {
      table.row({std::string{name_of(f.fault)}, id(f.rule.scenario),
                 quoted(f.rule.phrase, kPhraseColumns), reason_of(f)});
    });
  }

  std::string reason_of(const RuleFinding& f) const {
    if (f.fault == RuleFault::dead) {
      return findings_.shares ? "no example and no contact of the sample has it"
                              : "no example has it";
    }
    if (f.fault == RuleFault::shadowed) {
      return fmt::format(
          "{} of {} fires wherever it does", quoted(f.by->phrase, kPhraseColumns),
          f.by->scenario == f.rule.scenario ? "the same scenario" : id(f.by->scenario));
    }
    std::string reason = fmt::format("in {} examples of its scenario and {} of others",
                                     f.own_examples, f.other_examples);
    if (f.contacts > 0) {
      reason += fmt::format("; {} of {} contacts go elsewhere", f.elsewhere, f.contacts);
    }
    return reason + ", mostly to " + f.mostly;
  }

  void write_shares(const SampleShares& shares) {
    out_ += "\nSample: what becomes of its contacts\n";
    TextTable table;
    TextTable::Cells head = {"line",
                             "",
                             right("contacts"),
                             right("no text"),
                             right("unclassified"),
                             right("95 % interval")};
    const bool certain = std::any_of(shares.lines.begin(), shares.lines.end(),
                                     [](const LineShares& l) { return l.shares.calibrated; });
    if (certain) head.insert(head.end(), {right("assigned"), right("probable")});
    table.row(head);
    for (std::size_t line = 0; line < shares.lines.size(); ++line) {
      const Line& of = index_.taxonomy().lines[line];
      table.row(cells_of(one_line(of.id), name(of.name), shares.lines[line].shares, certain));
    }
    if (shares.lines.size() > 1) table.row(cells_of("all", "", shares.overall, certain));
    out_ += table.write();
  }

  static TextTable::Cells cells_of(const std::string& line, const std::string& name,
                                   const Shares& shares, bool certain) {
    const auto [low, high] = shares.interval();
    TextTable::Cells cells = {line,
                              name,
                              right(fmt::format("{}", shares.contacts)),
                              right(fmt::format("{}", shares.without_text)),
                              percent(shares.of(shares.unclassified)),
                              right(fmt::format("{:.1f} - {:.1f} %", 100 * low, 100 * high))};
    for (const std::uint32_t count : {shares.assigned, shares.probable}) {
      if (certain) cells.push_back(shares.calibrated ? percent(shares.of(count)) : right("-"));
    }
    return cells;
  }

  void write_words(std::size_t line, const LineShares& shares) {
    if (shares.words.empty()) return;
    out_ += fmt::format("\nUnclassified in {}: the most frequent words\n",
                        one_line(index_.taxonomy().lines[line].id));
    TextTable table;
    for (const FrequentWord& word : shares.words) {
      TextTable::Cell count = right(fmt::format("{}", word.contacts)), phrase = word.word;
      if (word.texts.empty()) table.row({count, phrase});
      for (const std::string& text : word.texts) {
        table.row({std::exchange(count, ""), std::exchange(phrase, ""), quoted(text)});
      }
    }
    out_ += table.write();
  }

  const Findings& findings_;
  const TaxonomyIndex& index_;
  std::string out_;
};

}  // namespace

std::string summary_of(const Findings& findings) {
  const TaxonomyIndex& index = *findings.index;
  std::size_t stages = 0, examples = 0, phrases = 0;
  for (const Line& line : index.taxonomy().lines) {
    stages += line.stages.size();
    for (const Stage& stage : line.stages) {
      for (const Scenario& scenario : stage.scenarios) {
        examples += scenario.examples.size();
        for (const ScenarioRule& rule : scenario.rules) phrases += rule.any.size();
      }
    }
  }
  return fmt::format(
      "Taxonomy version {}: {} lines, {} stages, {} scenarios, {} examples, {} phrases of rules",
      index.version(), index.taxonomy().lines.size(), stages, index.scenario_count(), examples,
      phrases);
}

std::string findings_as_text(const Findings& findings) {
  return Report(findings).write();
}

}  // namespace vocmap
