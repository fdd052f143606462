#include "pipeline/cli/draft/name_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "operators/scenario/detect_language.h"
#include "pipeline/cli/draft/choose_examples.h"
#include "pipeline/cli/draft/phrase.h"

namespace vocmap {
namespace {

constexpr std::size_t kTexts = 120, kOthers = 1'500;  // that a label is made from
constexpr std::size_t kLanguageShare = 10;            // a language of fewer texts gets no name
constexpr std::size_t kTextAsName = 48;               // bytes

bool is_chinese(std::string_view text) {
  const Language language = detect_language(text);
  return language == Language::zh_hans || language == Language::zh_hant;
}

std::string capitalised(std::string label) {
  if (label.front() >= 'a' && label.front() <= 'z') label.front() -= 'a' - 'A';
  return label;
}

const char* tag_of(bool chinese) {
  return chinese ? "zh" : "en";
}

}  // namespace

GroupRows rows_by_group(const TextGroups& groups) {
  std::vector<std::vector<std::tuple<std::int32_t, std::size_t>>> ranked(groups.groups);
  for (std::size_t row = 0; row < groups.group.size(); ++row) {
    const std::uint32_t group = groups.group[row];
    if (group == TextGroups::kNone) continue;
    ranked[group].emplace_back(-cosine(groups.directions[row], groups.means[group]), row);
  }
  GroupRows members(groups.groups);
  for (std::size_t g = 0; g < ranked.size(); ++g) {
    std::sort(ranked[g].begin(), ranked[g].end());
    for (const auto& [distance, row] : ranked[g]) members[g].push_back(row);
  }
  return members;
}

GroupNames::GroupNames(const std::vector<std::string_view>& texts, const GroupRows& members)
    : texts_(texts), members_(members) {
  for (const std::string_view text : texts) chinese_.push_back(is_chinese(text));
}

void GroupNames::keep(std::uint32_t group) {
  kept_.push_back(group);
}

void GroupNames::add_typical(std::uint32_t group, std::size_t most, Texts (&texts)[2]) const {
  const auto& rows = members_[group];
  for (std::size_t i = 0; i < std::min(most, rows.size()); ++i) {
    texts[chinese_[rows[i]]].push_back(texts_[rows[i]]);
  }
}

std::optional<std::string> GroupNames::label(const std::vector<std::uint32_t>& groups,
                                             const std::vector<std::uint32_t>& others,
                                             bool chinese) const {
  Texts inside[2], outside[2];
  for (const std::uint32_t group : groups) {
    add_typical(group, std::max<std::size_t>(kTexts / groups.size(), 5), inside);
  }
  for (const std::uint32_t group : others) {
    if (std::find(groups.begin(), groups.end(), group) != groups.end()) continue;
    add_typical(group, std::max<std::size_t>(kOthers / others.size(), 1), outside);
  }
  if (inside[chinese].size() * kLanguageShare < inside[0].size() + inside[1].size()) return {};
  return phrase_of(inside[chinese], outside[chinese], chinese);
}

LocalizedText GroupNames::of_scenario(std::uint32_t group) {
  LocalizedText name;
  for (const bool chinese : {false, true}) {
    auto found = label({group}, kept_, chinese);
    if (!found) continue;
    if (const auto other = taken_.find(capitalised(*found)); other != taken_.end()) {
      const auto difference = label({group}, {other->second}, chinese);
      if (difference) found = joined(*found, *difference);
    }
    name[tag_of(chinese)] = unique(capitalised(*found), group);
  }
  if (name.empty()) {
    const std::size_t medoid = members_[group].front();
    const std::string text = example_of(texts_[medoid], kTextAsName);
    name[tag_of(chinese_[medoid])] = unique(text, group);
  }
  return name;
}

std::string GroupNames::unique(const std::string& name, std::uint32_t group) {
  std::string free = name;
  for (int n = 2; !taken_.emplace(free, group).second; ++n) free = fmt::format("{} {}", name, n);
  return free;
}

LocalizedText GroupNames::of_stage(const std::vector<std::uint32_t>& groups) const {
  if (groups.size() == kept_.size()) return {{"en", "All contacts"}, {"zh", "全部进线"}};
  LocalizedText name;
  for (const bool chinese : {false, true}) {
    if (const auto found = label(groups, kept_, chinese)) {
      name[tag_of(chinese)] = capitalised(*found);
    }
  }
  return name.empty() ? various() : name;
}

LocalizedText GroupNames::various() {
  return {{"en", "Various"}, {"zh", "其他"}};
}

}  // namespace vocmap
