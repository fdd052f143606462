#include "pipeline/cli/draft/write_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "operators/taxonomy/yaml_text.h"
#include "pipeline/cli/draft/ascii_id.h"

namespace vocmap {
namespace {

constexpr std::string_view kHead =
    R"(# A draft of your journey by `vocmap init`. It works as it is; edit it before you rely on it:
#   names    are the words that stand out. Say the reason why customers contact you.
#   merge    what is one reason (each language makes scenarios of its own), delete what is noise.
#   stages   only hold what is alike. Make them the steps of your journey, in their order.
#   exposure is what you divide by: order, visit, play, active_user, installed_base or card.
#   add      time_zone, and for each scenario definition, owner, target_per_10k (README).
# Ids are for ever once they are in use: rename them now. Comments may go.
# 由 vocmap init 起草，可直接运行，正式使用前请修改：
#   名称只是突出的词，请改为客户进线的原因；同一原因的场景请合并（中英文会各成一个），无意义的请删除；
#   环节只是把相近的场景放在一起，请改为业务流程的步骤并排序；exposure 是分母（交易数）的种类；
#   请补充 time_zone，以及每个场景的 definition、owner、target_per_10k。id 启用后不可再改，请现在改好。
version: 1
lines:
)";

std::string day(EventTime t) {
  return format_rfc3339(t).substr(0, 10);
}

std::string days(const DraftCounts& counts) {
  const std::string first = day(counts.first_at), last = day(counts.last_at);
  return first == last ? first : first + " to " + last;
}

double percent(std::int64_t part, std::int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(whole, 1));
}

std::string name_of(const LocalizedText& name) {
  std::string out;
  for (const auto& [language, text] : name) {
    out += (out.empty() ? "{" : ", ") + language + ": " + yaml_text(text);
  }
  return out + '}';
}

// Ids that are not yet taken.
class Ids {
 public:
  std::string give(const std::string& id) {
    std::string free = id;
    for (int n = 2; !taken_.insert(free).second; ++n) free = fmt::format("{}_{}", id, n);
    return free;
  }

 private:
  std::set<std::string> taken_;
};

std::string label_of_name(const LocalizedText& name) {
  const auto en = name.find("en");
  return en == name.end() ? name.begin()->second : en->second;
}

class DraftWriter {
 public:
  std::string write(const std::vector<DraftLine>& lines) {
    out_ = kHead;
    for (const DraftLine& line : lines) write_line(line);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void write_line(const DraftLine& line) {
    const DraftCounts& counts = line.counts;
    put("  - id: {}", yaml_text(line.id));
    put("    name: {}", yaml_text(line.id));
    if (line.sampled) {
      put("    # Drafted from {} of about {} contacts; shares and counts are those of this sample.",
          counts.contacts, line.total);
    }
    put("    # {} contacts of {} customers, {}. In the {} scenarios below: {:.1f} %.",
        counts.contacts, counts.customers, days(counts), line.scenarios(), line.covered());
    const std::int64_t strays = counts.contacts - line.clustered - line.without_text;
    put("    # No text beyond a greeting: {:.1f} %. In no scenario: {:.1f} %{}",
        percent(line.without_text, counts.contacts), percent(strays, counts.contacts),
        line.strays.empty() ? "." : ", such as");
    for (const std::string& text : line.strays) put("    #   {}", yaml_text(text));
    put("    exposure: {{kind: order}}");
    if (line.stages.empty()) return put("    stages: []");
    put("    stages:");
    const std::string prefix = ascii_id(line.id);
    Ids stage_ids;
    for (const DraftStage& stage : line.stages) {
      put("      - id: {}", yaml_text(stage_ids.give(ascii_id(label_of_name(stage.name)))));
      put("        name: {}", name_of(stage.name));
      put("        scenarios:");
      for (const DraftScenario& scenario : stage.scenarios)
        write_scenario(prefix, scenario, counts);
    }
  }

  void write_scenario(const std::string& prefix, const DraftScenario& scenario,
                      const DraftCounts& line) {
    const DraftCounts& counts = scenario.counts;
    put("          # {} contacts of {} customers, {:.1f} % of the line, {}", counts.contacts,
        counts.customers, percent(counts.contacts, line.contacts), days(counts));
    put("          - id: {}", ids_.give(prefix + '.' + ascii_id(label_of_name(scenario.name))));
    put("            name: {}", name_of(scenario.name));
    put("            examples:");
    for (const std::string& text : scenario.examples) put("              - {}", yaml_text(text));
  }

  std::string out_;
  Ids ids_;
};

}  // namespace

std::string write_draft(const std::vector<DraftLine>& lines) {
  return DraftWriter{}.write(lines);
}

}  // namespace vocmap
