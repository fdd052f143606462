#include "operators/workforce/equal_shares.h"

#include <bit>

namespace vocmap {

EqualShares::EqualShares(std::size_t places)
    : present_{places}, rest_ends_{places}, received_(places) {}

// A member's account is what was dealt to its place since it joined: `received_` has the start
// taken off, and gets the end added.
void EqualShares::join(std::size_t place) {
  split_owed();
  received_[place] -= dealt_to(place);
  present_.add(place, +1);
  ++members_;
}

void EqualShares::leave(std::size_t place) {
  split_owed();
  received_[place] += dealt_to(place);
  present_.add(place, -1);
  --members_;
}

void EqualShares::split_owed() {
  if (owed_ == 0) return;
  equal_ += owed_ / members_;
  const std::int64_t rest = owed_ % members_;
  owed_ = 0;
  if (rest == 0) return;
  rest_ends_.add(present_.reaching(rest), 1);
  ++rests_;
}

std::int64_t EqualShares::dealt_to(std::size_t place) const {
  return equal_ + rests_ - rest_ends_.before(place);
}

void EqualShares::PrefixSums::add(std::size_t place, std::int64_t value) {
  for (std::size_t i = place + 1; i < tree_.size(); i += i & -i) tree_[i] += value;
}

std::int64_t EqualShares::PrefixSums::before(std::size_t place) const {
  std::int64_t sum = 0;
  for (std::size_t i = place; i > 0; i -= i & -i) sum += tree_[i];
  return sum;
}

std::size_t EqualShares::PrefixSums::reaching(std::int64_t sum) const {
  std::size_t place = 0;
  for (std::size_t step = std::bit_floor(tree_.size()); step > 0; step /= 2) {
    if (place + step < tree_.size() && tree_[place + step] < sum) {
      place += step;
      sum -= tree_[place];
    }
  }
  return place;
}

}  // namespace vocmap
