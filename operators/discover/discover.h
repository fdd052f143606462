#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "operators/discover/emergent_scenario.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/core/outbox.h"
#include "pipeline/state/store.h"

namespace vocmap {

// Finds the scenarios that the taxonomy lacks, per line, in contacts that fit none. Contacts wait
// until the watermark closes their 5-minute bucket and are clustered in the order (opened_at,
// contact_id), so what is found does not depend on how they arrived inside the bucket. Vectors of
// different spaces never meet: each space of a line has clusters of its own. What MAP has of it in
// memory is rebuilt from the stores.
class Discover {
 public:
  // `taxonomies` must outlive it.
  Discover(const TaxonomyHistory& taxonomies, TaskState& state);
  ~Discover();

  void resume(EventTime watermark);
  void apply(const LineDelta& delta);
  void advance(EventTime watermark);
  void publish(Outbox& out);

  // Of a line's space, as it is stored.
  struct LineHead {
    Clustering::Head clustering;
    EventTime day;     // up to which clusters have decayed
    EventTime now;     // what growth is measured at
    EventTime latest;  // bucket with a contact

    template <class Codec>
    void codec(Codec& c) {
      c(clustering, day, now, latest);
    }
  };

 private:
  class LineClusters;
  using WaitingKey = std::tuple<std::string, EventTime, EventTime, std::string, std::uint64_t>;
  using SpaceKey = std::tuple<std::string, std::uint64_t>;  // line, space of its vectors
  // line, space, micro-cluster or slot
  using NumberKey = std::tuple<std::string, std::uint64_t, std::uint64_t>;
  using GroupKey = std::tuple<std::string, std::uint64_t, std::uint32_t>;  // line, space, group
  using VerdictKey = std::tuple<std::string, std::string>;                 // line, proposal

  LineClusters& clusters(const SpaceKey& key);
  std::vector<LineClusters*> spaces_of(const std::string& line) const;
  void cluster(const std::string& line, EventTime bucket);
  void pass_hours(EventTime until);
  void retire_spaces(const std::string& line, EventTime now);
  bool is_taken(const std::string& line, const std::string& id);
  bool has_verdict(const std::string& line, EventTime bucket);
  void keep(const std::string& line, const ProposalVerdict& verdict);

  const TaxonomyHistory& taxonomies_;
  Store<WaitingKey, UnmatchedContact> waiting_;  // line, bucket, opened_at, contact, customer
  Store<SpaceKey, LineHead> heads_;
  Store<NumberKey, MicroCluster> micros_;
  Store<NumberKey, RecentText> recent_;
  Store<NumberKey, Tally> tallies_;
  Store<GroupKey, EmergentScenario> scenarios_;
  Store<VerdictKey, ProposalVerdict> verdicts_;  // that wait for their bucket or their scenario

  std::set<std::pair<EventTime, std::string>> due_;  // buckets with what waits, and the line
  std::map<SpaceKey, std::unique_ptr<LineClusters>> clusters_;
};

}  // namespace vocmap
