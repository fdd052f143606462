#include "pipeline/cli/train/history_sample.h"

#include "pipeline/cli/train/text_bag.h"
#include "schemas/utf8.h"

namespace vocmap {

HistorySample::HistorySample(const std::vector<LabelledText>& labelled, std::size_t capacity)
    : kept_(capacity) {
  for (const LabelledText& text : labelled) labelled_.insert(hash_of(bag_of(text.text)));
}

void HistorySample::add(std::string_view text) {
  text = cut_utf8(text, kMaxTextBytes);
  const FeatureBag bag = bag_of(text);
  if (bag.features.empty()) return;
  const std::uint64_t hash = hash_of(bag);
  if (labelled_.contains(hash)) return;
  HistoryText* const kept = kept_.find_or_add(hash);
  if (kept == nullptr) return;
  const bool is_new = kept->text.empty();
  if (is_new || text < kept->text) kept->text = text;
  kept->times = is_new ? 1 : kept->times + 1;
}

std::vector<HistoryText> HistorySample::take() {
  std::vector<HistoryText> texts;
  texts.reserve(kept_.values().size());
  for (auto& [hash, text] : kept_.take()) texts.push_back(std::move(text));
  return texts;
}

}  // namespace vocmap
