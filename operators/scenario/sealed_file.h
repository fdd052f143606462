#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace vocmap {

// The frame of the files that vocmap fits and reads again: what they are, a format number and a
// hash of the body.
struct FileSeal {
  std::string_view magic;
  std::uint64_t format = 1;
  std::string_view what;         // "is no <what>"
  std::string_view advice = "";  // what helps against another format
};

struct SealedBody {
  std::string_view body;
  std::uint64_t hash = 0;
};

std::string seal(const FileSeal& frame, std::string_view body);

// What was sealed, else why `bytes` are refused.
tl::expected<SealedBody, std::string> unseal(const FileSeal& frame, std::string_view bytes);

}  // namespace vocmap
