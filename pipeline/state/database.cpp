#include "pipeline/state/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>

#include <stdexcept>

#include "schemas/binary.h"

namespace vocmap {
namespace {

// Store prefixes start at 1 (TaskState), so key 00 can never be a store's.
constexpr std::string_view kProgressKey{"\0", 1};

rocksdb::Slice slice(std::string_view s) {
  return {s.data(), s.size()};
}

void expect_ok(const rocksdb::Status& status, std::string_view what) {
  if (!status.ok()) {
    throw std::runtime_error(std::string{what} + ": " + status.ToString());
  }
}

rocksdb::Options options_for(const StateMemory& memory) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = memory.cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_manager = memory.write_buffers;
  options.write_buffer_size = 16 << 20;
  options.max_background_jobs = 2;
  options.max_open_files = 256;
  options.keep_log_file_num = 2;
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

StateMemory::StateMemory(std::size_t bytes)
    : cache(rocksdb::NewLRUCache(bytes)),
      write_buffers(std::make_shared<rocksdb::WriteBufferManager>(bytes / 2, cache)) {}

Database::Database(const std::filesystem::path& directory, const StateMemory& memory) {
  std::filesystem::create_directories(directory);
  rocksdb::DB* db = nullptr;
  expect_ok(rocksdb::DB::Open(options_for(memory), directory.string(), &db),
            "state in " + directory.string() + " cannot be opened");
  db_.reset(db);
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

std::optional<std::string> Database::get(std::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get({}, slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  expect_ok(status, "state cannot be read");
  return value;
}

void Database::scan(std::string_view from, std::string_view to,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  rocksdb::ReadOptions options;
  const rocksdb::Slice upper = slice(to);
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> it{db_->NewIterator(options)};
  for (it->Seek(slice(from)); it->Valid(); it->Next()) {
    if (!visit(it->key().ToStringView(), it->value().ToStringView())) break;
  }
  expect_ok(it->status(), "state cannot be read");
}

Progress Database::progress() const {
  const std::optional<std::string> bytes = get(kProgressKey);
  if (!bytes) return {};
  const std::optional<Progress> progress = decode<Progress>(*bytes);
  if (!progress) throw std::runtime_error("state has an unreadable progress record");
  return *progress;
}

void Database::write(std::span<const Change> changes, const Progress& progress) {
  rocksdb::WriteBatch batch;
  for (const Change& change : changes) {
    if (change.value) {
      expect_ok(batch.Put(slice(change.key), slice(*change.value)), "state cannot be written");
    } else {
      expect_ok(batch.Delete(slice(change.key)), "state cannot be written");
    }
  }
  const std::string bytes = encode(progress);
  expect_ok(batch.Put(slice(kProgressKey), slice(bytes)), "state cannot be written");
  expect_ok(db_->Write({}, &batch), "state cannot be written");
}

std::uint64_t Database::size_bytes() const {
  std::uint64_t bytes = 0;
  db_->GetIntProperty("rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace vocmap
