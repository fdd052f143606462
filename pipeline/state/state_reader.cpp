#include "pipeline/state/state_reader.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <string>

namespace vocmap {
namespace {

constexpr std::string_view kFirstKey{"\1", 1};

// A file may be deleted between the moment that its name was read and that it is opened.
constexpr int kOpenTries = 5;

rocksdb::Slice slice(std::string_view s) {
  return {s.data(), s.size()};
}

void expect_ok(const rocksdb::Status& status, const std::filesystem::path& directory) {
  if (status.ok()) return;
  throw StateError("state in " + directory.string() + " cannot be read: " + status.ToString());
}

}  // namespace

StateReader::StateReader(const std::filesystem::path& directory) : directory_(directory) {
  rocksdb::Options options;
  options.create_if_missing = false;
  options.max_open_files = -1;  // all open at once: none can be deleted later
  rocksdb::DB* db = nullptr;
  rocksdb::Status status;
  for (int tries = 0; tries < kOpenTries && db == nullptr; ++tries) {
    status = rocksdb::DB::OpenForReadOnly(options, directory.string(), &db);
  }
  expect_ok(status, directory_);
  db_.reset(db);
}

StateReader::~StateReader() = default;

Progress StateReader::progress() const {
  std::string bytes;
  const rocksdb::Status status = db_->Get({}, slice(kStampKey), &bytes);
  if (status.IsNotFound()) return {};
  expect_ok(status, directory_);
  return decode_progress(bytes);
}

void StateReader::scan(std::string_view from, std::string_view to,
                       const std::function<bool(std::string_view, std::string_view)>& visit) const {
  rocksdb::ReadOptions options;
  const rocksdb::Slice upper = slice(to);
  if (!to.empty()) options.iterate_upper_bound = &upper;
  options.fill_cache = false;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> it{db_->NewIterator(options)};
  for (it->Seek(slice(std::max(from, kFirstKey))); it->Valid(); it->Next()) {
    if (!visit(it->key().ToStringView(), it->value().ToStringView())) break;
  }
  expect_ok(it->status(), directory_);
}

}  // namespace vocmap
