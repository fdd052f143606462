#include "pipeline/runtime/standby_choice.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <string>

namespace vocmap {
namespace {

std::string_view instance_of(std::string_view member) {
  return member.substr(0, member.rfind('-'));
}

std::uint64_t weight(std::string_view who, TopicPartition source) {
  const std::string text = std::string{who} + '/' + std::string{name_of(source.topic)} + '/' +
                           std::to_string(source.partition);
  return XXH3_64bits(text.data(), text.size());
}

// The `count` heaviest of `who` for this task.
std::vector<std::string_view> heaviest(std::vector<std::string_view> who, TopicPartition source,
                                       std::size_t count) {
  std::sort(who.begin(), who.end(), [&](std::string_view a, std::string_view b) {
    return std::pair{weight(b, source), b} < std::pair{weight(a, source), a};
  });
  who.resize(std::min(who.size(), count));
  return who;
}

}  // namespace

std::set<TopicPartition> standby_choice(const std::vector<GroupMember>& members,
                                        std::string_view self, int replicas) {
  std::map<std::string_view, std::vector<std::string_view>> workers;  // by instance
  for (const GroupMember& member : members) workers[instance_of(member.id)].push_back(member.id);
  const std::string_view here = instance_of(self);
  std::set<TopicPartition> chosen;
  for (const GroupMember& owner : members) {
    if (instance_of(owner.id) == here) continue;
    std::vector<std::string_view> others;
    for (const auto& [instance, ids] : workers) {
      if (instance != instance_of(owner.id)) others.push_back(instance);
    }
    for (const TopicPartition source : owner.owned) {
      if (is_input(source.topic)) continue;
      const auto standbys = heaviest(others, source, static_cast<std::size_t>(replicas));
      const bool ours = std::find(standbys.begin(), standbys.end(), here) != standbys.end();
      if (ours && heaviest(workers[here], source, 1).front() == self) chosen.insert(source);
    }
  }
  return chosen;
}

}  // namespace vocmap
