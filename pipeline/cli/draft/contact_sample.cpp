#include "pipeline/cli/draft/contact_sample.h"

#include <algorithm>
#include <tuple>

#include "operators/scenario/fold.h"
#include "pipeline/cli/train/read_contacts.h"
#include "pipeline/cli/train/text_bag.h"
#include "schemas/utf8.h"

namespace vocmap {

std::uint64_t ContactSample::features_of(std::string_view text) {
  fold_text(cut_utf8(text, SampledContact::kTextBytes), folded_);
  extract_features(folded_, bag_);
  if (bag_.features.empty() || bag_.courtesy_only) return 0;
  return hash_of(bag_) | 1;
}

void ContactSample::add(const Contact& record, const std::vector<std::string>& texts) {
  const ContactHash hash = hash_of(record);
  SampledContact* const kept = contacts_.find_or_add(hash.contact);
  if (kept == nullptr) return;
  SampledContact& contact = *kept;
  contact.customer = hash.customer;
  contact.opened_at = std::min(contact.opened_at, record.opened_at.value_or(record.occurred_at));
  const std::string* chosen = nullptr;  // the first that says something, else the first
  std::uint64_t features = 0;
  for (const std::string& text : texts) {
    if (chosen == nullptr) chosen = &text;
    if ((features = features_of(text)) == 0) continue;
    chosen = &text;
    break;
  }
  if (chosen == nullptr) return;
  const std::string_view text = cut_utf8(*chosen, SampledContact::kTextBytes);
  // Of two records at one time the same text, whichever came first.
  const std::tuple found(features == 0, record.occurred_at, text);
  const std::tuple known(contact.features == 0, contact.text_at, std::string_view{contact.text});
  if (!contact.text.empty() && known <= found) return;
  contact.text = text;
  contact.text_at = record.occurred_at;
  contact.features = features;
}

std::int64_t ContactSample::total() const {
  const auto& kept = contacts_.values();
  if (contacts_.complete()) return static_cast<std::int64_t>(kept.size());
  constexpr double kAll = 18446744073709551616.0;  // 2^64
  const double largest = static_cast<double>(kept.rbegin()->first);
  return static_cast<std::int64_t>(static_cast<double>(kept.size() - 1) * (kAll / largest));
}

}  // namespace vocmap
