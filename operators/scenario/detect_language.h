#pragma once

#include <cstdint>
#include <string_view>

namespace vocmap {

enum class Language : std::uint8_t { zh_hans, zh_hant, en, other };

// BCP 47: "zh-Hans", "zh-Hant", "en"; "other" for the rest.
std::string_view language_tag(Language language);

// The dominant language of a text by script, telling characters and frequent words. Deterministic;
// reads at most the first 2,000 code points. Text without letters is `other`; Chinese without a
// telling character is zh_hans; Latin text without a sign of another language is en.
Language detect_language(std::string_view utf8);

}  // namespace vocmap
