#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pipeline/core/check.h"
#include "pipeline/state/database.h"
#include "pipeline/state/ordered_key.h"
#include "schemas/binary.h"

namespace vocmap {

// What TaskState asks of a store of any type.
class StoreBase {
 public:
  virtual ~StoreBase() = default;
  virtual void collect(std::vector<Change>& changes) = 0;  // uncommitted changes, sorted by key
  virtual void committed() = 0;
  virtual void rolled_back() = 0;
};

// The stores of one task above its database. Changes live in memory until the transaction that
// carries them is acknowledged; `rolled_back` forgets them. One thread uses it.
class TaskState {
 public:
  explicit TaskState(Database database) : database_(std::move(database)) {}
  TaskState(const TaskState&) = delete;
  TaskState& operator=(const TaskState&) = delete;

  const Database& database() const { return database_; }

  // Called by stores as they are built; their order decides their prefixes and is part of the
  // stored format.
  char attach(StoreBase& store) {
    stores_.push_back(&store);
    return static_cast<char>(stores_.size());
  }

  std::vector<Change> collect() {
    std::vector<Change> changes;
    for (StoreBase* store : stores_) store->collect(changes);
    return changes;
  }
  void committed(std::span<const Change> changes, const Progress& progress) {
    database_.write(changes, progress);
    for (StoreBase* store : stores_) store->committed();
  }
  void rolled_back() {
    for (StoreBase* store : stores_) store->rolled_back();
  }

 private:
  Database database_;
  std::vector<StoreBase*> stores_;
};

// A typed, ordered map in a task's state. Key: a std::tuple (ordered_key.h); Value: binary.h.
// Reads see uncommitted writes. References stay valid until the next commit or rollback.
template <class Key, class Value>
class Store final : public StoreBase {
 public:
  explicit Store(TaskState& state) : state_(state), prefix_(1, state.attach(*this)) {}

  // Null when the key is absent.
  const Value* find(const Key& key) {
    Entry& entry = load(bytes_of(key));
    return entry.value ? &*entry.value : nullptr;
  }

  // The value to change in place; made by default when absent.
  Value& edit(const Key& key) {
    std::string bytes = bytes_of(key);
    Entry& entry = load(bytes);
    mark(entry, std::move(bytes));
    if (!entry.value) entry.value.emplace();
    return *entry.value;
  }

  void erase(const Key& key) {
    std::string bytes = bytes_of(key);
    Entry& entry = load(bytes);
    mark(entry, std::move(bytes));
    entry.value.reset();
  }

  // Visits the entries whose key starts with the given leading parts, in key order, until `visit`
  // returns false. `visit` must not change this store.
  template <class... Parts>
  void scan_prefix(const std::function<bool(const Key&, const Value&)>& visit,
                   const Parts&... parts) {
    const std::string from = prefix_ + ordered_key::key_bytes(parts...);
    scan_bytes(from, after_prefix(from), visit);
  }

  // Visits the entries in [from, to); both are leading parts of keys as tuples.
  template <class From, class To>
  void scan_range(const From& from, const To& to,
                  const std::function<bool(const Key&, const Value&)>& visit) {
    scan_bytes(prefix_ + ordered_key::key_bytes(from), prefix_ + ordered_key::key_bytes(to), visit);
  }

  void collect(std::vector<Change>& changes) override {
    std::sort(dirty_.begin(), dirty_.end());
    for (const std::string& key : dirty_) {
      const Entry& entry = entries_.at(key);
      changes.push_back({key, entry.value ? std::optional{encode(*entry.value)} : std::nullopt});
      if (entry.value) cached_bytes_ += changes.back().value->size();
    }
  }
  void committed() override {
    for (const std::string& key : dirty_) entries_.at(key).dirty = false;
    dirty_.clear();
    if (entries_.size() > kCachedEntries || cached_bytes_ > kCachedBytes) forget();
  }
  void rolled_back() override {
    dirty_.clear();
    forget();
  }

 private:
  struct Entry {
    std::optional<Value> value;
    bool dirty = false;
  };
  // Decoded values kept between commits; reading one again from RocksDB costs 3-10 us. Bytes are
  // those of the encoded values that were read and written since the cache was empty.
  static constexpr std::size_t kCachedEntries = 100'000;
  static constexpr std::size_t kCachedBytes = 16 << 20;

  void forget() {
    entries_.clear();
    cached_bytes_ = 0;
  }

  std::string bytes_of(const Key& key) const { return prefix_ + ordered_key::key_bytes(key); }

  static std::string after_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
    if (!prefix.empty()) ++prefix.back();
    return prefix;
  }

  static Value parse(std::string_view bytes) {
    std::optional<Value> value = decode<Value>(bytes);
    CHECK(value.has_value(), "a stored value is unreadable");
    return std::move(*value);
  }

  Entry& load(const std::string& bytes) {
    const auto [it, is_new] = entries_.try_emplace(bytes);
    if (is_new) {
      if (const std::optional<std::string> stored = state_.database().get(bytes)) {
        it->second.value = parse(*stored);
        cached_bytes_ += stored->size();
      }
    }
    return it->second;
  }

  void mark(Entry& entry, std::string bytes) {
    if (entry.dirty) return;
    entry.dirty = true;
    dirty_.push_back(std::move(bytes));
  }

  void scan_bytes(const std::string& from, const std::string& to,
                  const std::function<bool(const Key&, const Value&)>& visit) {
    std::vector<std::string> changed;
    for (const std::string& key : dirty_) {
      if (key >= from && key < to) changed.push_back(key);
    }
    std::sort(changed.begin(), changed.end());
    auto next = changed.begin();
    bool go_on = true;
    const auto visit_changed = [&](const std::string& key) {
      const Entry& entry = entries_.at(key);
      if (entry.value) go_on = visit(key_of(key), *entry.value);
    };
    state_.database().scan(from, to, [&](std::string_view key, std::string_view value) {
      while (go_on && next != changed.end() && key.compare(*next) > 0) visit_changed(*next++);
      if (!go_on) return false;
      if (next != changed.end() && key == *next) {
        visit_changed(*next++);
      } else {
        go_on = visit(key_of(key), parse(value));
      }
      return go_on;
    });
    while (go_on && next != changed.end()) visit_changed(*next++);
  }

  static Key key_of(std::string_view bytes) { return ordered_key::key_from<Key>(bytes.substr(1)); }

  TaskState& state_;
  std::string prefix_;
  std::unordered_map<std::string, Entry> entries_;
  std::vector<std::string> dirty_;
  std::size_t cached_bytes_ = 0;
};

}  // namespace vocmap
