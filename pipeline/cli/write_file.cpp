#include "pipeline/cli/write_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace vocmap {
namespace {

tl::expected<void, std::string> write(const std::filesystem::path& file, const char* mode,
                                      std::string_view bytes) {
  std::FILE* const out = std::fopen(file.c_str(), mode);
  bool whole = out != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  int why = errno;
  if (out != nullptr && std::fclose(out) != 0 && whole) {
    whole = false;
    why = errno;
  }
  if (whole) return {};
  return tl::unexpected(fmt::format("{} cannot be written: {}", file.string(), std::strerror(why)));
}

}  // namespace

tl::expected<void, std::string> write_file(const std::filesystem::path& file,
                                           std::string_view bytes) {
  return write(file, "wb", bytes);
}

tl::expected<void, std::string> write_new_file(const std::filesystem::path& file,
                                               std::string_view bytes) {
  return write(file, "wbx", bytes);
}

}  // namespace vocmap
