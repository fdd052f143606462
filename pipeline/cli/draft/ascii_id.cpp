#include "pipeline/cli/draft/ascii_id.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <unordered_map>

#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostCharacters = 48;

constexpr std::u32string_view kReadings =
#include "pipeline/cli/draft/pinyin_table.inc"
    ;

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

const std::unordered_map<char32_t, std::string>& readings() {
  static const auto kTable = [] {
    std::unordered_map<char32_t, std::string> table;
    std::string syllable;
    bool in_syllable = false;
    for (const char32_t c : kReadings) {
      if (is_letter(c)) {
        if (!in_syllable) syllable.clear();
        syllable += static_cast<char>(c);
      } else if (c != ' ') {
        table.emplace(c, syllable);
      }
      in_syllable = is_letter(c);
    }
    return table;
  }();
  return kTable;
}

}  // namespace

std::string ascii_id(std::string_view label) {
  std::u32string folded;
  fold_text(label, folded);
  std::string id, word;
  const auto end_word = [&] {
    const std::size_t size = id.size() + word.size() + (id.empty() ? 0 : 1);
    if (!word.empty() && size <= kMostCharacters) id += (id.empty() ? "" : "_") + word;
    word.clear();
  };
  for (const char32_t c : folded) {
    const auto reading = readings().find(c);
    if (is_letter(c)) {
      word += static_cast<char>(c);
    } else if (c != '\'') {  // "don't" is dont
      end_word();
    }
    if (reading == readings().end()) continue;
    word = reading->second;
    end_word();
  }
  end_word();
  if (!id.empty()) return id;
  return fmt::format("s{:08x}", XXH32(label.data(), label.size(), 0));
}

}  // namespace vocmap
