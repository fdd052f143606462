#include "pipeline/cli/train/teacher.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

namespace vocmap {

tl::expected<DenseRows, std::string> read_teacher(const std::filesystem::path& file) {
  const auto refuse = [&](std::string_view why) {
    return tl::unexpected(fmt::format("{} {}", file.string(), why));
  };
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse("cannot be read");
  char start[10];  // magic, version 1.0, length of the header
  if (!in.read(start, sizeof start) ||
      std::string_view(start, 8) != std::string_view("\x93NUMPY\1\0", 8)) {
    return refuse("is no .npy file of version 1.0");
  }
  const auto low = static_cast<unsigned char>(start[8]),
             high = static_cast<unsigned char>(start[9]);
  std::string header(low + 256u * high, '\0');
  in.read(header.data(), static_cast<std::streamsize>(header.size()));
  if (header.find("'<f4'") == header.npos || header.find("'fortran_order': False") == header.npos) {
    return refuse("must hold little-endian 32-bit floats in C order");
  }
  long long rows = 0, columns = 0;
  const auto shape = header.find('(');
  if (shape == header.npos ||
      std::sscanf(header.c_str() + shape, "(%lld, %lld)", &rows, &columns) != 2 || rows < 0 ||
      columns <= 0 || columns > 65'536 || rows > 100'000'000) {
    return refuse("must hold one row per text");
  }
  const auto size =
      static_cast<std::uintmax_t>(rows) * static_cast<std::uintmax_t>(columns) * sizeof(float);
  std::error_code error;
  if (std::filesystem::file_size(file, error) != sizeof start + header.size() + size || error) {
    return refuse("is shorter or longer than its header says");
  }
  DenseRows vectors(rows, columns);
  in.read(reinterpret_cast<char*>(vectors.data()), static_cast<std::streamsize>(size));
  if (!in || !vectors.allFinite()) return refuse("holds values that are no numbers");
  return vectors;
}

}  // namespace vocmap
