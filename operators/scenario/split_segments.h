#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "operators/scenario/features.h"

namespace vocmap {

// Cuts folded text (fold.h) into segments, [begin, end), that may each be about another matter: at
// the ends of Chinese and English sentences and clauses, at `line_ends` (ascending places of the
// text), and before words that add something ("and", "also", 另外). Segments of long texts are no
// shorter than 1 / kMaxSegments of them; every part of a text that says something is in one.
// Replaces `segments`.
constexpr std::size_t kMaxSegments = 256;
void split_segments(std::u32string_view folded, std::span<const std::uint32_t> line_ends,
                    std::vector<Token>& segments);

}  // namespace vocmap
