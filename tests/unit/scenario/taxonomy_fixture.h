#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

inline Scenario scenario_of(std::string id, std::vector<std::string> examples,
                            std::vector<std::string> rule = {}) {
  Scenario scenario;
  scenario.id = std::move(id);
  scenario.examples = std::move(examples);
  if (!rule.empty()) scenario.rules.push_back({std::move(rule)});
  return scenario;
}

// One line with one stage.
inline Line line_of(std::string id, std::vector<Scenario> scenarios) {
  Line line;
  line.id = std::move(id);
  line.stages.push_back({"stage", {}, std::move(scenarios)});
  return line;
}

inline TaxonomyIndex ticket_taxonomy() {
  Taxonomy taxonomy;
  taxonomy.version = 7;
  taxonomy.lines.push_back(line_of(
      "tickets",
      {scenario_of("twice",
                   {"扣了我两次钱", "同一单付了两遍", "I was charged twice for the same ticket",
                    "paid two times for one order"},
                   {"重复扣款", "double charge"}),
       scenario_of("refund", {"怎么退票", "我要退款，钱什么时候退回来", "How do I get a refund?",
                              "I want my money back"}),
       scenario_of("qr",
                   {"入园二维码扫不出来", "取票码不能用", "the QR code does not scan at the gate",
                    "Hello, my entry code is not accepted"})}));
  taxonomy.lines.push_back(line_of(
      "hotels", {scenario_of("wifi", {"酒店的无线网连不上", "the wifi in my room is down"})}));
  return TaxonomyIndex(std::move(taxonomy));
}

}  // namespace vocmap
