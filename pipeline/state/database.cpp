#include "pipeline/state/database.h"

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "schemas/binary.h"

namespace vocmap {
namespace {

rocksdb::Slice slice(std::string_view s) {
  return {s.data(), s.size()};
}

// A file that the manifest names and that is gone is damage as well.
bool is_damage(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound();
}

void expect_ok(const rocksdb::Status& status, const std::filesystem::path& directory,
               std::string_view failure) {
  if (status.ok()) return;
  const std::string text =
      fmt::format("state in {} {}: {}", directory.string(), failure, status.ToString());
  if (is_damage(status)) throw StateCorrupt(directory, text);
  throw StateError(text);
}

// The format byte, then the value. `T` is StateStamp or Progress.
template <class T>
std::string with_format(const T& value) {
  return kStateFormat + encode(value);
}

template <class T>
std::optional<T> of_this_format(std::string_view bytes) {
  if (!bytes.empty() && bytes.front() != kStateFormat) {
    throw StateError(fmt::format(
        "stored state has format {}, this vocmap reads format {}: run the vocmap that wrote it, or "
        "start under a new application name, which reads the inputs from their beginning",
        static_cast<int>(bytes.front()), static_cast<int>(kStateFormat)));
  }
  return bytes.empty() ? std::nullopt : decode<T>(bytes.substr(1));
}

}  // namespace

std::string encode_stamp(const StateStamp& stamp) {
  return with_format(stamp);
}

StateStamp decode_stamp(std::string_view bytes) {
  const auto stamp = of_this_format<StateStamp>(bytes);
  if (!stamp) throw StateError("a changelog holds an unreadable stamp");
  return *stamp;
}

Progress decode_progress(std::string_view bytes) {
  const auto progress = of_this_format<Progress>(bytes);
  if (!progress) throw StateError("stored state has an unreadable progress record");
  return *progress;
}

Database::Database(const std::filesystem::path& directory, const rocksdb::Options& options)
    : directory_(directory) {
  std::filesystem::create_directories(directory);
  rocksdb::DB* db = nullptr;
  expect_ok(rocksdb::DB::Open(options, directory.string(), &db), directory, "cannot be opened");
  db_.reset(db);
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Database& Database::operator=(Database&& other) noexcept {
  db_ = std::move(other.db_);  // closes the files before their lease ends
  lease_ = std::move(other.lease_);
  directory_ = std::move(other.directory_);
  return *this;
}

std::optional<std::string> Database::get(std::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get({}, slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  expect_ok(status, directory_, "cannot be read");
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
  expect_ok(it->status(), directory_, "cannot be read");
}

Progress Database::progress() const {
  const std::optional<std::string> bytes = get(kStampKey);
  return bytes ? decode_progress(*bytes) : Progress{};
}

void Database::write(std::span<const Change> changes, const Progress& progress) {
  rocksdb::WriteBatch batch;
  for (const Change& change : changes) {
    const rocksdb::Status added = change.value ? batch.Put(slice(change.key), slice(*change.value))
                                               : batch.Delete(slice(change.key));
    expect_ok(added, directory_, "cannot be written");
  }
  expect_ok(batch.Put(slice(kStampKey), slice(with_format(progress))), directory_,
            "cannot be written");
  // No second attempt: a log file whose append failed may not be written again.
  expect_ok(db_->Write({}, &batch), directory_,
            "cannot be written (nothing is lost: the changelog has it; restart when cured)");
}

std::uint64_t Database::size_bytes() const {
  std::uint64_t bytes = 0;
  db_->GetIntProperty("rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace vocmap
