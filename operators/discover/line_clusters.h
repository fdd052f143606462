#pragma once

#include "operators/discover/discover.h"

namespace vocmap {

// The clusters of one line in one space and the scenarios found there, in memory over the stores of
// Discover, which owns it.
class Discover::LineClusters final : public ClusterEvents {
 public:
  LineClusters(Discover& owner, std::string line, std::uint64_t space);

  void add(const UnmatchedContact& contact);
  void close(EventTime end);  // of a bucket whose contacts were added
  void tick(EventTime now);   // time has passed without contacts
  // Another space has replaced this one: forgets the clusters; what nobody has decided is gone.
  void retire();
  // False when nothing is left of it.
  bool publish(Outbox& out);

  bool empty() const { return clustering_.numbers().empty(); }
  EventTime latest() const { return head_.latest; }

  void micro_merged(std::uint64_t from, std::uint64_t into) override;
  void micro_dropped(std::uint64_t micro) override;
  void group_merged(std::uint32_t from, std::uint32_t into) override;

 private:
  using Members = std::map<std::uint32_t, std::vector<std::uint64_t>>;  // micro-clusters by group

  GroupKey key_of(std::uint32_t group) const { return {line_, space_, group}; }
  NumberKey key_of(std::uint64_t number) const { return {line_, space_, number}; }
  const EmergentScenario& scenario(std::uint32_t group) const;
  EmergentScenario* edit(std::uint32_t group);
  Members members() const;
  static std::vector<std::uint64_t> micros_of(std::uint32_t group, const Members& members);
  Tally tally_of(const std::vector<std::uint64_t>& micros) const;
  Tally tally_of(const EmergentScenario& of, const std::vector<std::uint64_t>& micros) const;
  double cohesion(const std::vector<std::uint64_t>& micros) const;
  bool resembles_decided(std::uint32_t group) const;
  void regroup();
  void save();
  void propose(const Members& members);
  std::string new_id(std::uint32_t group, const Tally& tally) const;
  void apply_adoptions();
  void apply_verdicts(EventTime until);
  void renew(const Members& members);
  void end(std::uint32_t group, EmergentStatus status, EventTime at);
  void forget(std::uint32_t group);
  void label(EmergentScenario& labelled, const std::vector<std::uint64_t>& micros);
  std::vector<const Verbatim*> central(std::uint32_t group,
                                       const std::vector<std::uint64_t>& micros) const;
  void publish(std::uint32_t group, const std::vector<std::uint64_t>& micros, Outbox& out);

  Discover& owner_;
  const std::string line_;
  const std::uint64_t space_;
  LineHead head_;
  Clustering clustering_;
  std::set<std::uint32_t> proposed_;  // groups with a scenario that is not over
  std::set<std::uint32_t> over_;      // groups with one that is, until it is forgotten
  bool changed_ = true;               // since the last publication
};

}  // namespace vocmap
