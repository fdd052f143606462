#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "operators/discover/partition.h"
#include "operators/discover/unit_vector.h"

namespace vocmap {

// Texts that lie close together, as their sum. Part of one group.
struct MicroCluster {
  std::int64_t mass = 0;  // distinct texts times kTextMass, decayed
  std::uint32_t group = 0;
  std::vector<std::int64_t> sum;      // of text vectors times kTextMass, decayed
  std::vector<std::uint64_t> hashes;  // of the last distinct texts

  static constexpr std::int64_t kTextMass = 64;
  static constexpr std::size_t kHashes = 16;

  template <class Codec>
  void codec(Codec& c) {
    c(mass, group, sum, hashes);
  }
};

// One of the last texts, from which the scale of distances is read and partitions are judged.
struct RecentText {
  std::uint64_t micro = 0;
  TextVector vector{};

  template <class Codec>
  void codec(Codec& c) {
    PackedVector packed{vector};
    c(micro, packed);
    vector = packed.value;
  }
};

// What became of clusters besides growing; the owner of their statistics follows.
class ClusterEvents {
 public:
  virtual ~ClusterEvents() = default;
  virtual void micro_merged(std::uint64_t from, std::uint64_t into) = 0;
  virtual void micro_dropped(std::uint64_t micro) = 0;
  virtual void group_merged(std::uint32_t from, std::uint32_t into) = 0;
};

// Clusters a stream of text vectors in one pass, in bounded memory, with the number of clusters
// unknown: leader clustering into at most kMicroClusters micro-clusters that decay, and from time
// to time a partition of these into groups. A text goes to the nearest group and, inside it, to the
// nearest micro-cluster, or opens one. The same texts in the same order give the same clusters.
class Clustering {
 public:
  static constexpr std::size_t kMicroClusters = 1000;
  static constexpr std::size_t kGroups = 256;
  static constexpr std::size_t kRecentTexts = 512;

  // What is stored of it besides micro-clusters and recent texts.
  struct Head {
    std::uint64_t next_micro = 1;
    std::uint32_t next_group = 1;
    std::uint64_t texts = 0;  // placed so far, without duplicates
    std::int32_t neighbourhood = kFirstNeighbourhood;
    std::uint32_t unsettled = 0;  // texts since the last regrouping that opened something
    std::uint32_t since_grouped = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(next_micro, next_group, texts, neighbourhood, unsettled, since_grouped);
    }
  };

  explicit Clustering(ClusterEvents& events) : events_(events) {}

  // Brings back what was stored, ascending by number and slot.
  void restore(const Head& head);
  void restore(std::uint64_t number, MicroCluster micro);
  void restore_recent(std::size_t slot, const RecentText& text);

  // The micro-cluster of a text. REQUIRES: the vector is not zero.
  std::uint64_t place(const TextVector& vector, std::uint64_t hash);

  bool regrouping_due() const;
  // Partitions the micro-clusters anew. A group keeps its number where most of it stays. Groups in
  // `ages` (smaller is older) are known outside: when two of them become one, the older one stays,
  // and `group_merged` is called. Groups in `sealed` stay as they are.
  void regroup(const std::map<std::uint32_t, std::uint64_t>& ages,
               const std::set<std::uint32_t>& sealed);
  // A day has passed: masses shrink, and micro-clusters that have become too light are dropped.
  void decay();
  // Drops the micro-clusters of a group, whose number never returns; or all, to begin anew.
  void drop(std::uint32_t group);
  void clear();

  const Head& head() const { return head_; }
  std::span<const std::uint64_t> numbers() const { return numbers_; }
  // Null when it was dropped or merged.
  const MicroCluster* find(std::uint64_t number) const;
  // The mean direction of a group; zero for one without members.
  UnitVector group_direction(std::uint32_t group) const;

  // What changed since the last call: numbers of micro-clusters, slots of recent texts.
  struct Changes {
    std::vector<std::uint64_t> micros;  // ascending, each once; as are the slots
    std::vector<std::size_t> recent;
  };
  Changes take_changes();
  // Null after clear().
  const RecentText* recent(std::size_t slot) const {
    return slot < recent_.size() ? &recent_[slot] : nullptr;
  }

 private:
  // About the cosine to the nearest hundredth of texts.
  static constexpr std::int32_t kFirstNeighbourhood = cosine_of(0.4);

  struct Group {
    std::uint32_t number = 0;
    VectorSum sum{};
    std::int64_t mass = 0;
    std::vector<std::uint64_t> members;  // numbers of micro-clusters, ascending
  };

  using Positions = std::vector<std::size_t>;  // in micros_

  std::optional<std::size_t> group_for(const UnitVector& direction);
  std::size_t group_of(const MicroCluster& micro) const;
  std::size_t position_of(std::uint64_t number) const;
  std::size_t open(std::uint32_t group);
  void add(std::size_t position, const TextVector& vector, std::uint64_t hash);
  void join_group(std::size_t position);
  void leave_group(std::size_t position);
  void make_room();
  void erase(std::size_t position);
  void forget(std::size_t position);
  void merge(std::uint64_t from, std::uint64_t into);
  void index_groups();

  void measure_neighbourhood();
  Points points_of(const Positions& positions) const;
  std::vector<SampleText> sample_of(const Positions& positions) const;
  Partition present_partition(const Positions& positions) const;
  void unite_small_groups(const Points& points, Partition& partition) const;
  void split_strangers(const Points& points, Partition& partition) const;
  void name_groups(const Partition& partition, const Positions& positions,
                   const std::map<std::uint32_t, std::uint64_t>& ages);
  void compact(const Hierarchy& hierarchy, const Positions& positions);

  ClusterEvents& events_;
  Head head_;
  std::vector<std::uint64_t> numbers_;  // ascending, parallel to the two below
  std::vector<MicroCluster> micros_;
  std::vector<UnitVector> directions_;
  std::vector<RecentText> recent_;
  std::vector<Group> groups_;  // ascending by number, parallel to the one below
  std::vector<UnitVector> group_directions_;
  Changes changes_;                      // repeated while they are gathered
  std::vector<std::int32_t> to_groups_;  // scratch of one text: cosines
};

}  // namespace vocmap
