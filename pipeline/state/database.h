#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rocksdb {
class DB;
struct Options;
}  // namespace rocksdb

namespace vocmap {

// A change of one key; no value means: deleted. It is also the form of a changelog record.
struct Change {
  std::string key;
  std::optional<std::string> value;
};

// The version of everything that is stored: store prefixes, key parts, values and the stamp. A
// change of any of them raises it; state of another version is refused.
inline constexpr char kStateFormat = 6;

// What one commit of a task says of itself. It is written to the changelog with the changes, under
// kStampKey, so a restore can prove that it has seen the commit that the committed position names.
struct StateStamp {
  std::uint64_t commit_number = 0;     // 0: the task never committed
  std::int64_t input_offset = 0;       // next record of the task's source
  std::int32_t partitions = 0;         // of the source topic: it decides which keys are here
  std::uint32_t taxonomy_version = 0;  // who goes on must know it (Frame)

  template <class Codec>
  void codec(Codec& c) {
    c(commit_number, input_offset, partitions, taxonomy_version);
  }
  friend bool operator==(const StateStamp&, const StateStamp&) = default;
};

// No store's key starts with a zero byte: their prefixes count from 1 (TaskState).
inline constexpr std::string_view kStampKey{"\0", 1};

std::string encode_stamp(const StateStamp& stamp);
// Throws StateError when the format is another one.
StateStamp decode_stamp(std::string_view bytes);

// How far the local state has come. It is written in one batch with the state itself, after the
// transaction was acknowledged: the state on disk is behind the changelog or equal, never ahead.
struct Progress {
  StateStamp stamp;
  std::int64_t changelog_offset = -2;  // next record of the changelog; -2: from its beginning
  std::int64_t written_ms = 0;         // host time

  template <class Codec>
  void codec(Codec& c) {
    c(stamp, changelog_offset, written_ms);
  }
};

// Throws StateError when the format is another one, or the bytes are unreadable.
Progress decode_progress(std::string_view bytes);

// State that cannot be used as it is: the sentence says why and what to do.
class StateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The files on disk are damaged. The changelog has what they held.
class StateCorrupt : public StateError {
 public:
  StateCorrupt(std::filesystem::path where, const std::string& what)
      : StateError(what), directory(std::move(where)) {}
  std::filesystem::path directory;
};

// The RocksDB of one task: one column family, write-ahead log on without sync (the changelog is
// the truth). Throws StateCorrupt for damaged files and StateError for any other failure.
class Database {
 public:
  Database(const std::filesystem::path& directory, const rocksdb::Options& options);
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
  const std::filesystem::path& directory() const { return directory_; }

  // Kept until the files are closed.
  void keep(std::shared_ptr<void> lease) { lease_ = std::move(lease); }

 private:
  std::filesystem::path directory_;
  std::shared_ptr<void> lease_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace vocmap
