#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace vocmap {

// Writes a whole file; the error is a sentence.
tl::expected<void, std::string> write_file(const std::filesystem::path& file,
                                           std::string_view bytes);

// The same, but never over a file that is there.
tl::expected<void, std::string> write_new_file(const std::filesystem::path& file,
                                               std::string_view bytes);

}  // namespace vocmap
