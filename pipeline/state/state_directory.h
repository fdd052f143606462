#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/state/database.h"

namespace rocksdb {
class Cache;
class WriteBufferManager;
}  // namespace rocksdb

namespace vocmap {

// The local state of a process: one directory per task below a root, and the memory that all
// their databases share. A directory is open once at a time. Thread-safe.
class StateDirectory {
 public:
  // `memory_bytes` bounds block cache, index blocks and write buffers together.
  StateDirectory(std::filesystem::path root, std::size_t memory_bytes);
  ~StateDirectory();

  // Opens the database of a task, e.g. "journey-3". Empty while another holder has it, which is
  // told so by `wanted`: ask again.
  std::optional<Database> try_open(const std::string& task);
  // Whether somebody waits for the directory that the caller holds.
  bool wanted(const std::string& task) const;

  // Puts a damaged directory aside as "<task>.corrupt", for a look by a person; the one that was
  // put aside before is deleted. Its database must be closed. Returns the new path.
  std::filesystem::path quarantine(const std::string& task);
  void discard(const std::string& task);

  std::filesystem::path path_of(const std::string& task) const { return root_ / task; }

  struct Memory {
    std::uint64_t block_cache = 0;
    std::uint64_t write_buffers = 0;
  };
  Memory memory() const;  // bytes in use
  std::uint64_t background_errors() const { return *background_errors_; }

 private:
  struct Holder {
    std::weak_ptr<void> lease;
    bool wanted = false;
  };

  const std::filesystem::path root_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers_;
  std::shared_ptr<std::atomic<std::uint64_t>> background_errors_;
  std::unique_ptr<rocksdb::Options> options_;
  mutable std::mutex mutex_;
  std::map<std::string, Holder> holders_;
};

}  // namespace vocmap
