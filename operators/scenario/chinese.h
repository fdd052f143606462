#pragma once

namespace vocmap {

// Han ideographs, compatibility and supplementary planes included.
constexpr bool is_han(char32_t c) {
  return (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) ||
         (c >= 0x20000 && c < 0x32000) || c == 0x3007;
}

// Hiragana and katakana.
constexpr bool is_kana(char32_t c) {
  return c >= 0x3041 && c < 0x3100 && c != 0x30FB;
}

// The simplified form of a traditional character; any other character unchanged.
char32_t simplified(char32_t c);

// Characters that only simplified text uses, as far as Big5 is a witness.
bool is_simplified_only(char32_t c);

}  // namespace vocmap
