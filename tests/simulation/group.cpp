#include "tests/simulation/group.h"

#include <algorithm>

namespace vocmap::simulation {

std::string Group::join(const std::string& instance_id, const std::string& member_id,
                        const Partitions& owned) {
  const auto [entry, is_new] = members_.try_emplace(instance_id);
  Member& member = entry->second;
  const bool known = !is_new && member.id == member_id;
  if (!known) member.id = instance_id + "-" + std::to_string(++ids_given_);
  member.last_beat_ms = agenda_.now_ms();
  member.owned = owned;
  // A member that died before it gave back what was to move leaves it without an owner.
  if (is_new || known || !all_assigned()) rebalance();
  member.joined = rebalancing_;
  const std::string id = member.id;
  complete_when_all_joined();
  return id;
}

std::optional<Partitions> Group::assignment(const std::string& member_id, int& generation) const {
  if (rebalancing_) return std::nullopt;
  for (const auto& [instance, member] : members_) {
    if (member.id != member_id) continue;
    generation = generation_;
    return member.assigned;
  }
  return std::nullopt;
}

Group::Beat Group::heartbeat(const std::string& instance_id, const std::string& member_id) {
  const auto found = members_.find(instance_id);
  if (found == members_.end()) return Beat::unknown_member;
  if (found->second.id != member_id) return Beat::fenced_instance;
  found->second.last_beat_ms = agenda_.now_ms();
  if (!rebalancing_) return Beat::stable;
  return found->second.joined ? Beat::waiting : Beat::rebalancing;
}

Answer Group::check(const std::string& instance_id, const Membership& membership) const {
  const auto found = members_.find(instance_id);
  if (found == members_.end()) return tl::unexpected(Refusal::unknown_member);
  if (found->second.id != membership.member_id) return tl::unexpected(Refusal::fenced_instance);
  if (membership.generation != generation_) return tl::unexpected(Refusal::illegal_generation);
  return {};
}

void Group::rebalance() {
  if (rebalancing_) return;
  rebalancing_ = true;
  for (auto& [instance, member] : members_) member.joined = false;
}

void Group::set_partitions(Partitions partitions) {
  partitions_ = std::move(partitions);
  if (!members_.empty()) rebalance();
}

void Group::expire() {
  const std::size_t dropped = std::erase_if(members_, [this](const auto& entry) {
    return agenda_.now_ms() - entry.second.last_beat_ms > session_timeout_ms_;
  });
  if (dropped == 0) return;
  rebalance();
  complete_when_all_joined();
}

void Group::complete_when_all_joined() {
  if (!rebalancing_) return;
  const bool all = std::all_of(members_.begin(), members_.end(),
                               [](const auto& entry) { return entry.second.joined; });
  if (!all) return;
  rebalancing_ = false;
  ++generation_;
  assign();
}

// Sticky: everybody keeps what it owned, up to a fair share.
std::map<std::string, Partitions> Group::shares() const {
  std::map<std::string, Partitions> shares;
  Partitions left = partitions_;
  const std::size_t fair = (partitions_.size() + members_.size() - 1) / members_.size();
  for (const auto& [instance, member] : members_) {
    for (const TopicPartition partition : member.owned) {
      if (shares[instance].size() >= fair || left.erase(partition) == 0) continue;
      shares[instance].insert(partition);
    }
  }
  for (const TopicPartition partition : left) {
    const auto least =
        std::min_element(members_.begin(), members_.end(), [&](const auto& a, const auto& b) {
          return shares[a.first].size() < shares[b.first].size();
        });
    shares[least->first].insert(partition);
  }
  return shares;
}

void Group::assign() {
  if (members_.empty()) return;
  std::map<std::string, Partitions> shares = this->shares();
  for (auto& [instance, member] : members_) {
    Partitions& share = shares[instance];
    if (cooperative_) {
      for (const auto& [other, owner] : members_) {
        if (other == instance) continue;
        for (const TopicPartition partition : owner.owned) share.erase(partition);
      }
    }
    member.assigned = share;
  }
}

bool Group::all_assigned() const {
  std::size_t assigned = 0;
  for (const auto& [instance, member] : members_) assigned += member.assigned.size();
  return assigned == partitions_.size();
}

std::vector<GroupMember> Group::members() const {
  std::vector<GroupMember> members;
  if (rebalancing_) return members;
  for (const auto& [instance, member] : members_) {
    members.push_back({instance, {member.assigned.begin(), member.assigned.end()}});
  }
  return members;
}

}  // namespace vocmap::simulation
