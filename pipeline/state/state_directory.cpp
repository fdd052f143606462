#include "pipeline/state/state_directory.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

// Failed flushes and compactions. RocksDB refuses writes after one, which is how the task learns.
class CountErrors final : public rocksdb::EventListener {
 public:
  explicit CountErrors(std::shared_ptr<std::atomic<std::uint64_t>> count)
      : count_(std::move(count)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override { ++*count_; }

 private:
  std::shared_ptr<std::atomic<std::uint64_t>> count_;
};

// What RocksDB tells of itself goes nowhere; errors come as a Status. Its own log file is on the
// state's disk, and RocksDB's assertions end the process at the second line that does not fit.
class NoMessages final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

StateDirectory::StateDirectory(std::filesystem::path root, std::size_t memory_bytes)
    : root_(std::move(root)),
      cache_(rocksdb::NewLRUCache(memory_bytes)),
      write_buffers_(std::make_shared<rocksdb::WriteBufferManager>(memory_bytes / 2, cache_)),
      background_errors_(std::make_shared<std::atomic<std::uint64_t>>(0)),
      options_(std::make_unique<rocksdb::Options>()) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache_;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  rocksdb::Options& options = *options_;
  options.create_if_missing = true;
  options.write_buffer_manager = write_buffers_;
  options.write_buffer_size = std::min<std::size_t>(16 << 20, memory_bytes / 2);
  options.max_background_jobs = 2;
  options.max_open_files = 256;
  options.max_file_opening_threads = 1;  // a task has few files
  options.manifest_preallocation_size = 64 << 10;
  options.info_log = std::make_shared<NoMessages>();
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.listeners = {std::make_shared<CountErrors>(background_errors_)};
}

StateDirectory::~StateDirectory() = default;

std::optional<Database> StateDirectory::try_open(const std::string& task) {
  auto lease = std::make_shared<char>();
  {
    const std::scoped_lock lock{mutex_};
    Holder& holder = holders_[task];
    if (!holder.lease.expired()) {
      holder.wanted = true;
      return std::nullopt;
    }
    holder = {.lease = lease};
  }
  Database database{path_of(task), *options_};  // may replay a log: others need not wait
  database.keep(std::move(lease));
  return database;
}

bool StateDirectory::wanted(const std::string& task) const {
  const std::scoped_lock lock{mutex_};
  const auto holder = holders_.find(task);
  return holder != holders_.end() && holder->second.wanted;
}

std::filesystem::path StateDirectory::quarantine(const std::string& task) {
  const std::scoped_lock lock{mutex_};
  CHECK(holders_[task].lease.expired(), "state is closed before it is put aside");
  const std::filesystem::path aside = root_ / (task + ".corrupt");
  std::filesystem::remove_all(aside);
  std::filesystem::rename(path_of(task), aside);
  return aside;
}

void StateDirectory::discard(const std::string& task) {
  const std::scoped_lock lock{mutex_};
  CHECK(holders_[task].lease.expired(), "state is closed before it is deleted");
  std::filesystem::remove_all(path_of(task));
}

StateDirectory::Memory StateDirectory::memory() const {
  return {.block_cache = cache_->GetUsage(), .write_buffers = write_buffers_->memory_usage()};
}

}  // namespace vocmap
