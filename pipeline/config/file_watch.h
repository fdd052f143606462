#pragma once

#include <cstdint>
#include <filesystem>
#include <tuple>
#include <vector>

namespace vocmap {

// Notices when files change, by path, inode, size and time. A change counts once it has lasted
// from one look to the next, so that no file is read while it is being written; the first look of
// all begins one.
class FileWatch {
 public:
  // Whether the files, as they have been since the last look, are others than those for which it
  // said so before.
  bool changed(const std::vector<std::filesystem::path>& files);
  // The change that was told last could not be used: it is told at the next look, too.
  void tell_again() { told_.clear(); }

 private:
  // Path, inode, size, time of the last change in ns; zeros: not there.
  using Print = std::tuple<std::filesystem::path, std::uint64_t, std::int64_t, std::int64_t>;

  std::vector<Print> seen_, told_;
};

}  // namespace vocmap
