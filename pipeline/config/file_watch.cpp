#include "pipeline/config/file_watch.h"

#include <sys/stat.h>

#include <utility>

namespace vocmap {

bool FileWatch::changed(const std::vector<std::filesystem::path>& files) {
  std::vector<Print> now;
  for (const std::filesystem::path& file : files) {
    struct stat info {};
    if (stat(file.c_str(), &info) != 0) info = {};
    now.emplace_back(file, info.st_ino, info.st_size,
                     info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec);
  }
  const bool lasts = now == std::exchange(seen_, now);
  if (!lasts || now == told_) return false;
  told_ = std::move(now);
  return true;
}

}  // namespace vocmap
