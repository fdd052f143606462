#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/state/database.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace vocmap {

// The stored state of one task, for looking at it: creates and changes nothing, and may be open
// while the service writes; it shows what was written before it was opened. Throws
// std::runtime_error when the directory holds no readable state.
class StateReader {
 public:
  explicit StateReader(const std::filesystem::path& directory);
  ~StateReader();

  Progress progress() const;

  // Visits the keys in [from, to) in order, the progress record excepted, until `visit` returns
  // false; an empty `to` is the end.
  void scan(std::string_view from, std::string_view to,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const;

 private:
  const std::filesystem::path directory_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace vocmap
