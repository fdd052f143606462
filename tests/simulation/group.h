#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/transactions.h"

namespace vocmap::simulation {

using Partitions = std::set<TopicPartition>;

// What a member knows of its place in the group.
struct Membership {
  std::string member_id;
  int generation = -1;
};

// Kafka's group coordinator with static members: who is in the group, who owns what, and which
// generation may commit. Eager: everything is given back before it is assigned anew. Cooperative:
// a partition that moves is given back in one rebalance and assigned in the next.
class Group {
 public:
  // `waiting`: has joined the rebalance that others still have to join.
  enum class Beat : std::uint8_t { stable, rebalancing, waiting, unknown_member, fenced_instance };

  Group(Agenda& agenda, bool cooperative, std::int64_t session_timeout_ms)
      : agenda_(agenda), cooperative_(cooperative), session_timeout_ms_(session_timeout_ms) {}

  bool cooperative() const { return cooperative_; }

  // Joins, or joins again when it is a member. A static member that returns under a new id takes
  // over the place of the old one, without a rebalance when the group is stable.
  std::string join(const std::string& instance_id, const std::string& member_id,
                   const Partitions& owned);
  // The member's part of the newest generation, once it is complete.
  std::optional<Partitions> assignment(const std::string& member_id, int& generation) const;
  // Called in the name of the member's client for as long as its process runs.
  Beat heartbeat(const std::string& instance_id, const std::string& member_id);
  Answer check(const std::string& instance_id, const Membership& membership) const;

  // Something that the assignment depends on has changed.
  void rebalance();
  void set_partitions(Partitions partitions);
  // Drops members that were silent for too long.
  void expire();

  // Empty while it rebalances.
  std::vector<GroupMember> members() const;
  std::size_t size() const { return members_.size(); }
  int generation() const { return generation_; }

 private:
  struct Member {
    std::string id;
    std::int64_t last_beat_ms = 0;
    bool joined = false;  // the rebalance that is under way
    Partitions owned;     // as it said when it joined
    Partitions assigned;
  };

  void complete_when_all_joined();
  void assign();
  bool all_assigned() const;
  std::map<std::string, Partitions> shares() const;

  Agenda& agenda_;
  const bool cooperative_;
  const std::int64_t session_timeout_ms_;
  std::map<std::string, Member> members_;  // by instance id
  Partitions partitions_;
  bool rebalancing_ = false;
  int generation_ = 0;
  int ids_given_ = 0;
};

}  // namespace vocmap::simulation
