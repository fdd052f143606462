#include "operators/discover/label.h"

#include <algorithm>
#include <map>

#include "operators/discover/phrases.h"
#include "operators/scenario/fixed_point.h"
#include "schemas/utf8.h"

namespace vocmap {

std::optional<std::string> label_of(std::span<const std::string_view> texts,
                                    std::span<const std::string_view> others, bool chinese) {
  Phrases phrases{chinese};
  std::map<std::u32string, std::uint32_t> inside;
  for (const std::string_view text : texts) {
    for (const std::u32string& phrase : phrases.of(text)) ++inside[phrase];
  }
  std::erase_if(inside, [](const auto& entry) { return entry.second < 2; });
  std::map<std::u32string, std::uint32_t> outside;
  for (const std::string_view text : others) {
    for (const std::u32string& phrase : phrases.of(text)) {
      if (inside.contains(phrase)) ++outside[phrase];
    }
  }
  const auto background = static_cast<std::uint32_t>(others.size()) + 1;
  std::int64_t best = 0;
  std::optional<std::u32string> label;
  for (const auto& [phrase, count] : inside) {
    const std::int64_t idf = log2_fixed(1 + background / (1 + outside[phrase]));
    const auto spaces = std::count(phrase.begin(), phrase.end(), U' ');
    const std::int64_t length = chinese ? static_cast<std::int64_t>(phrase.size()) : 1 + spaces;
    // A longer phrase says more: it wins over its parts unless it is much rarer.
    const std::int64_t score = count * idf * (chinese ? length + 1 : 2 * length + 1);
    if (score <= best) continue;
    best = score;
    label = phrase;
  }
  if (!label) return std::nullopt;
  return to_utf8(chinese ? phrases.whole(*label, texts) : *label);
}

}  // namespace vocmap
