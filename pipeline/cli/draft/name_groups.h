#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/draft/group_texts.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// Rows of a space by group, the nearest to the group's mean first.
using GroupRows = std::vector<std::vector<std::size_t>>;
GroupRows rows_by_group(const TextGroups& groups);

// Names for groups of texts: the phrase that tells its texts from those of the other groups, in
// Chinese and in what else they are written in. No two scenarios get the same name.
class GroupNames {
 public:
  // Both must outlive the names.
  GroupNames(const std::vector<std::string_view>& texts, const GroupRows& members);

  // Says which groups are told apart. Call it for all before the others.
  void keep(std::uint32_t group);

  LocalizedText of_scenario(std::uint32_t group);
  LocalizedText of_stage(const std::vector<std::uint32_t>& groups) const;
  static LocalizedText various();  // of a stage whose scenarios have nothing in common

 private:
  using Texts = std::vector<std::string_view>;

  void add_typical(std::uint32_t group, std::size_t most, Texts (&texts)[2]) const;
  std::optional<std::string> label(const std::vector<std::uint32_t>& groups,
                                   const std::vector<std::uint32_t>& others, bool chinese) const;
  std::string unique(const std::string& name, std::uint32_t group);

  const std::vector<std::string_view>& texts_;
  const GroupRows& members_;
  std::vector<bool> chinese_;  // by row
  std::vector<std::uint32_t> kept_;
  std::map<std::string, std::uint32_t> taken_;  // names, and the groups that have them
};

}  // namespace vocmap
