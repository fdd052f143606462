#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

namespace vocmap {

// What has the smallest hashes, at most `capacity` values: the same ones whatever the order in
// which they come. REQUIRES: a capacity above 0.
template <class T>
class SmallestHashes {
 public:
  explicit SmallestHashes(std::size_t capacity) : capacity_(capacity) {}

  // The value of a hash, a new one where it was not known; null when it is left out.
  T* find_or_add(std::uint64_t hash) {
    if (values_.size() == capacity_ && !values_.contains(hash)) {
      complete_ = false;
      if (hash > values_.rbegin()->first) return nullptr;
      values_.erase(std::prev(values_.end()));
    }
    return &values_[hash];
  }

  const std::map<std::uint64_t, T>& values() const { return values_; }
  std::map<std::uint64_t, T> take() { return std::exchange(values_, {}); }
  bool complete() const { return complete_; }  // nothing was left out

 private:
  std::size_t capacity_;
  std::map<std::uint64_t, T> values_;
  bool complete_ = true;
};

}  // namespace vocmap
