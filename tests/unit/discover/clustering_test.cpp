#include "operators/discover/clustering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include <random>

#include "schemas/binary.h"

namespace vocmap {
namespace {

using testing::Each;
using testing::Eq;

constexpr std::uint32_t kSeed = 20260307;

struct Ignore final : ClusterEvents {
  void micro_merged(std::uint64_t from, std::uint64_t into) override { merged[from] = into; }
  void micro_dropped(std::uint64_t micro) override { dropped.insert(micro); }
  void group_merged(std::uint32_t from, std::uint32_t into) override { groups[from] = into; }

  std::map<std::uint64_t, std::uint64_t> merged;
  std::set<std::uint64_t> dropped;
  std::map<std::uint32_t, std::uint32_t> groups;
};

// Texts of some matters: directions with noise.
class Stream {
 public:
  explicit Stream(std::uint32_t seed) : random_{seed} {}

  TextVector direction() {
    VectorSum sum{};
    for (auto& x : sum) x = static_cast<std::int64_t>(random_() % 2001) - 1000;
    return scaled(sum);
  }
  // `noise` in percent of the direction's length.
  TextVector near(const TextVector& direction, std::int64_t noise = 60) {
    const TextVector other = this->direction();
    VectorSum sum{};
    for (std::size_t i = 0; i < kVectorSize; ++i) sum[i] = 100 * direction[i] + noise * other[i];
    return scaled(sum);
  }
  std::size_t below(std::size_t n) { return random_() % n; }
  std::uint64_t hash() { return (std::uint64_t{random_()} << 32) + random_(); }

 private:
  std::mt19937 random_;
};

void regroup_when_due(Clustering& clustering) {
  if (clustering.regrouping_due()) clustering.regroup({}, {});
}

std::uint32_t group_of(const Clustering& clustering, const Ignore& events, std::uint64_t micro) {
  for (auto at = events.merged.find(micro); at != events.merged.end();
       at = events.merged.find(micro)) {
    micro = at->second;
  }
  const MicroCluster* found = clustering.find(micro);
  return found ? found->group : 0;
}

// Everything that is stored, as a hash.
std::uint64_t stored(const Clustering& clustering) {
  std::string bytes = encode(clustering.head());
  for (const std::uint64_t number : clustering.numbers()) {
    bytes += encode(number) + encode(*clustering.find(number));
  }
  for (std::size_t slot = 0; slot < std::min<std::size_t>(clustering.head().texts, 512); ++slot) {
    bytes += encode(*clustering.recent(slot));
  }
  return XXH3_64bits(bytes.data(), bytes.size());
}

TEST(clustering, planted_matters_are_found_and_their_number_with_them) {
  Stream stream{kSeed};
  std::vector<TextVector> matters;
  for (int i = 0; i < 12; ++i) matters.push_back(stream.direction());
  Ignore events;
  Clustering clustering{events};
  std::map<std::size_t, std::vector<std::uint64_t>> micros;
  for (int i = 0; i < 2'000; ++i) {
    const std::size_t matter = stream.below(12);
    micros[matter].push_back(clustering.place(stream.near(matters[matter]), stream.hash()));
    if (i % 20 == 19) regroup_when_due(clustering);
  }
  std::set<std::uint32_t> groups;
  for (const auto& [matter, members] : micros) {
    std::map<std::uint32_t, std::size_t> sizes;
    for (const std::uint64_t micro : members) ++sizes[group_of(clustering, events, micro)];
    const auto largest = std::max_element(sizes.begin(), sizes.end(),
                                          [](auto& a, auto& b) { return a.second < b.second; });
    EXPECT_GT(largest->second, members.size() * 95 / 100) << "matter " << matter;
    groups.insert(largest->first);
  }
  EXPECT_EQ(groups.size(), 12u);
}

TEST(clustering, a_restart_in_the_middle_gives_the_same_bytes) {
  const auto run = [](bool restart) {
    Stream stream{kSeed};
    std::vector<TextVector> matters;
    for (int i = 0; i < 30; ++i) matters.push_back(stream.direction());
    Ignore events;
    auto clustering = std::make_unique<Clustering>(events);
    for (int i = 0; i < 3'000; ++i) {
      const bool stray = stream.below(3) == 0;
      const TextVector text =
          stray ? stream.direction() : stream.near(matters[stream.below(30)], 90);
      clustering->place(text, stream.hash());
      if (i % 20 == 19) regroup_when_due(*clustering);
      if (i % 500 == 499) clustering->decay();
      if (!restart || i % 307 != 0) continue;
      auto again = std::make_unique<Clustering>(events);
      again->restore(clustering->head());
      for (const std::uint64_t number : clustering->numbers()) {
        again->restore(number, *clustering->find(number));
      }
      for (std::size_t s = 0; s < std::min<std::size_t>(clustering->head().texts, 512); ++s) {
        again->restore_recent(s, *clustering->recent(s));
      }
      clustering = std::move(again);
    }
    return stored(*clustering);
  };
  EXPECT_EQ(run(false), run(true));
}

TEST(clustering, a_flood_of_strays_stays_in_bounds_and_evicts_no_real_cluster) {
  Stream stream{kSeed};
  const TextVector matter = stream.direction();
  Ignore events;
  Clustering clustering{events};
  std::set<std::uint64_t> real;
  for (int i = 0; i < 40; ++i) real.insert(clustering.place(stream.near(matter), stream.hash()));
  clustering.regroup({}, {});
  for (int i = 0; i < 5'000; ++i) {
    clustering.place(stream.direction(), stream.hash());
    if (i % 1'000 == 999) regroup_when_due(clustering);
    ASSERT_LE(clustering.numbers().size(), Clustering::kMicroClusters);
  }
  EXPECT_GT(events.dropped.size(), 1'000u);
  const std::uint64_t again = clustering.place(matter, stream.hash());
  const std::uint32_t group = group_of(clustering, events, again);
  std::size_t kept = 0;
  for (const std::uint64_t micro : real) {
    EXPECT_FALSE(events.dropped.contains(micro));
    kept += group_of(clustering, events, micro) == group ? 1 : 0;
  }
  EXPECT_EQ(kept, real.size());
}

TEST(clustering, near_duplicates_add_no_mass) {
  Stream stream{kSeed};
  const TextVector text = stream.direction();
  Ignore events;
  Clustering clustering{events};
  const std::uint64_t micro = clustering.place(text, 7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(clustering.place(text, 7), micro);
  EXPECT_EQ(clustering.find(micro)->mass, MicroCluster::kTextMass);
  clustering.place(text, 8);
  EXPECT_EQ(clustering.find(micro)->mass, 2 * MicroCluster::kTextMass);
}

TEST(clustering, the_older_of_two_known_groups_survives_their_merge) {
  Stream stream{kSeed};
  const TextVector matter = stream.direction();
  Ignore events;
  Clustering clustering{events};
  MicroCluster micro;
  for (const std::uint32_t group : {5u, 6u}) {  // two halves of one matter
    micro = {};
    micro.group = group;
    micro.sum.assign(kVectorSize, 0);
    for (int i = 0; i < 5; ++i) {
      const TextVector text = stream.near(matter, 30);
      micro.mass += MicroCluster::kTextMass;
      for (std::size_t k = 0; k < kVectorSize; ++k) micro.sum[k] += 64 * text[k];
    }
    clustering.restore(group, micro);
  }
  clustering.regroup({{5, 20}, {6, 10}}, {});
  EXPECT_EQ(clustering.find(5)->group, 6u);
  EXPECT_EQ(clustering.find(6)->group, 6u);
  EXPECT_EQ(events.groups, (std::map<std::uint32_t, std::uint32_t>{{5, 6}}));
}

TEST(clustering, a_sealed_group_is_left_alone) {
  Stream stream{kSeed};
  const TextVector matter = stream.direction();
  Ignore events;
  Clustering clustering{events};
  MicroCluster micro;
  for (const int x : matter) micro.sum.push_back(MicroCluster::kTextMass * x);
  micro.mass = MicroCluster::kTextMass;
  for (const std::uint32_t group : {5u, 6u, 7u}) {
    micro.group = group;
    clustering.restore(group, micro);
  }
  clustering.regroup({}, {6});
  EXPECT_EQ(clustering.find(6)->group, 6u);
  EXPECT_EQ(clustering.find(5)->group, clustering.find(7)->group);
}

TEST(text_vector, a_text_without_features_is_zero_and_others_have_length_127) {
  VectorSum sum{};
  EXPECT_THAT(scaled(sum), Each(Eq(0)));
  for (const std::int64_t value : {std::int64_t{1}, std::int64_t{1} << 50}) {
    add_feature(sum = {}, 42, value);
    add_feature(sum, 43, value);
    double squares = 0;
    for (const int x : scaled(sum)) squares += x * x;
    EXPECT_NEAR(squares, 127.0 * 127.0, 800);
  }
}

}  // namespace
}  // namespace vocmap
