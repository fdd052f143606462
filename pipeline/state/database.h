#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rocksdb {
class Cache;
class DB;
class WriteBufferManager;
}  // namespace rocksdb

namespace vocmap {

// A change of one key; no value means: deleted. It is also the form of a changelog record.
struct Change {
  std::string key;
  std::optional<std::string> value;
};

// How far the local state has come. It is written in one batch with the state itself, after the
// transaction was acknowledged: the state on disk is behind the changelog or equal, never ahead.
struct Progress {
  std::int64_t input_offset = 0;       // next record of the task's source
  std::int64_t changelog_offset = -2;  // next record of the changelog; -2: from its beginning
  std::uint64_t commit_number = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(input_offset, changelog_offset, commit_number);
  }
};

// Memory that all databases of the process share.
class StateMemory {
 public:
  explicit StateMemory(std::size_t bytes);
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers;
};

// The RocksDB of one task: one column family, write-ahead log on without sync (the changelog is
// the truth). Throws std::runtime_error when it cannot be opened or written.
class Database {
 public:
  Database(const std::filesystem::path& directory, const StateMemory& memory);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  std::optional<std::string> get(std::string_view key) const;

  // Calls `visit` for each key in [from, to) in order until it returns false.
  void scan(std::string_view from, std::string_view to,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const;

  Progress progress() const;
  void write(std::span<const Change> changes, const Progress& progress);

  std::uint64_t size_bytes() const;

 private:
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace vocmap
