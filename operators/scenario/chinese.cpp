#include "operators/scenario/chinese.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vocmap {
namespace {

constexpr std::u32string_view kPairs =
#include "operators/scenario/traditional_table.inc"
    ;
constexpr std::u32string_view kSimplifiedOnly =
#include "operators/scenario/simplified_table.inc"
    ;
static_assert(kPairs.size() % 2 == 0);

constexpr char32_t kFirst = 0x3400, kEnd = 0xA000;
using Table = std::array<char32_t, kEnd - kFirst>;

const Table& table() {
  static const Table kTable = [] {
    Table out;
    for (char32_t c = kFirst; c < kEnd; ++c) out[c - kFirst] = c;
    for (std::size_t i = 0; i < kPairs.size(); i += 2) out[kPairs[i] - kFirst] = kPairs[i + 1];
    return out;
  }();
  return kTable;
}

}  // namespace

char32_t simplified(char32_t c) {
  return c >= kFirst && c < kEnd ? table()[c - kFirst] : c;
}

bool is_simplified_only(char32_t c) {
  return std::binary_search(kSimplifiedOnly.begin(), kSimplifiedOnly.end(), c);
}

}  // namespace vocmap
