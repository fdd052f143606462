#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "pipeline/cli/train/dense.h"

namespace vocmap {

// Vectors that another tool made of texts: a NumPy .npy file of 32-bit floats (little-endian, C
// order), one row per text. The error is a sentence.
tl::expected<DenseRows, std::string> read_teacher(const std::filesystem::path& file);

}  // namespace vocmap
