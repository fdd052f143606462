#pragma once

#include "operators/discover/discover.h"

namespace vocmap {

// The clusters of one line in memory, over the stores of Discover, which owns it.
class Discover::LineClusters final : public ClusterEvents {
 public:
  LineClusters(Discover& owner, std::string line);

  void add(const UnmatchedContact& contact);
  void close(EventTime end);  // of a bucket whose contacts were added
  void tick(EventTime now);   // time has passed without contacts
  void publish(Outbox& out);

  void micro_merged(std::uint64_t from, std::uint64_t into) override;
  void micro_dropped(std::uint64_t micro) override;
  void group_merged(std::uint32_t from, std::uint32_t into) override;

 private:
  using Members = std::map<std::uint32_t, std::vector<std::uint64_t>>;  // micro-clusters by group

  EmergentScenario* edit(std::uint32_t group);
  Members members() const;
  Tally tally_of(const std::vector<std::uint64_t>& micros) const;
  Tally tally_of(const EmergentScenario& scenario, const std::vector<std::uint64_t>& micros) const;
  double cohesion(const std::vector<std::uint64_t>& micros) const;
  bool resembles_decided(std::uint32_t group) const;
  void regroup();
  void save();
  void propose(const Members& members);
  void apply_verdicts(EventTime end);
  void renew(const Members& members);
  void label(EmergentScenario& scenario, const std::vector<std::uint64_t>& micros);
  std::vector<const Verbatim*> central(std::uint32_t group,
                                       const std::vector<std::uint64_t>& micros) const;

  Discover& owner_;
  const std::string line_;
  LineHead head_;
  Clustering clustering_;
  std::set<std::uint32_t> proposed_;  // groups with a scenario that is not over
  bool changed_ = true;               // since the last publication
};

}  // namespace vocmap
