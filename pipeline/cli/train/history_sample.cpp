#include "pipeline/cli/train/history_sample.h"

#include "pipeline/cli/train/text_bag.h"
#include "schemas/utf8.h"

namespace vocmap {

HistorySample::HistorySample(const std::vector<LabelledText>& labelled, std::size_t capacity)
    : capacity_(capacity) {
  for (const LabelledText& text : labelled) labelled_.insert(hash_of(bag_of(text.text)));
}

void HistorySample::add(std::string_view text) {
  text = cut_utf8(text, kMaxTextBytes);
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
