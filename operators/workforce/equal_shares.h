#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vocmap {

// Splits time equally over a changing set of members, places 0 to n - 1, exactly: time that passes
// while the set stays the same is split once, and the milliseconds that do not divide go one each
// to the first members. Every step takes O(log n), however many members share.
class EqualShares {
 public:
  explicit EqualShares(std::size_t places);

  std::int64_t members() const { return members_; }
  void give(std::int64_t ms) { owed_ += ms; }  // to the present members; there must be any
  void join(std::size_t place);
  void leave(std::size_t place);

  // What a place that has left was given in all.
  std::int64_t received(std::size_t place) const { return received_[place]; }

 private:
  // Sums of the values up to a place (Fenwick 1994).
  class PrefixSums {
   public:
    explicit PrefixSums(std::size_t places) : tree_(places + 1) {}
    void add(std::size_t place, std::int64_t value);
    std::int64_t before(std::size_t place) const;
    // The first place up to and with which the sum reaches `sum`; values are 0 or 1.
    std::size_t reaching(std::int64_t sum) const;

   private:
    std::vector<std::int64_t> tree_;  // from 1
  };

  void split_owed();
  std::int64_t dealt_to(std::size_t place) const;

  std::int64_t members_ = 0, owed_ = 0;
  std::int64_t equal_ = 0, rests_ = 0;  // dealt to whoever was a member; rests that were dealt
  PrefixSums present_, rest_ends_;      // a rest went to all members up to its end
  std::vector<std::int64_t> received_;
};

}  // namespace vocmap
