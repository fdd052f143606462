#include "pipeline/cli/train/history_sample.h"

#include <xxhash.h>

#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

std::uint64_t hash_of(const FeatureBag& bag) {
  std::vector<std::uint64_t> words;
  for (const Feature& f : bag.features) {
    words.push_back(f.hash);
    words.push_back(static_cast<std::uint64_t>(f.weight));
  }
  return XXH3_64bits(words.data(), words.size() * sizeof(std::uint64_t));
}

// Cut before a character, never inside one.
std::string_view beginning(std::string_view text) {
  if (text.size() <= HistorySample::kMaxTextBytes) return text;
  std::size_t end = HistorySample::kMaxTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

HistorySample::HistorySample(const std::vector<LabelledText>& labelled, std::size_t capacity)
    : capacity_(capacity) {
  for (const LabelledText& text : labelled) labelled_.insert(hash_of(bag_of(text.text)));
}

void HistorySample::add(std::string_view text) {
  text = beginning(text);
  const FeatureBag bag = bag_of(text);
  if (bag.features.empty()) return;
  const std::uint64_t hash = hash_of(bag);
  if (labelled_.contains(hash)) return;
  if (kept_.size() == capacity_ && hash > kept_.rbegin()->first) return;
  const auto [place, is_new] = kept_.try_emplace(hash, HistoryText{std::string(text), 0});
  ++place->second.times;
  if (text < place->second.text) place->second.text = text;
  if (kept_.size() > capacity_) kept_.erase(std::prev(kept_.end()));
}

std::vector<HistoryText> HistorySample::take() {
  std::vector<HistoryText> texts;
  texts.reserve(kept_.size());
  for (auto& [hash, text] : kept_) texts.push_back(std::move(text));
  kept_.clear();
  return texts;
}

}  // namespace vocmap
