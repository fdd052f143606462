#include "operators/journey.h"
#include "operators/metrics/live_precision.h"

// What people say: corrections of contacts, labels of a sample, verdicts on emergent scenarios.

namespace vocmap {

// Live precision is of what the texts decided, so what the person says is compared with that.
// Contacts for which they named no scenario are not part of it.
void Journey::relabel(ContactState& contact, const ContactView& view, const Decision& decision,
                      const Correction* correction) {
  std::optional<LabelledContact> now;
  if (correction && correction->sampled && contact.counted && decision.line && decision.by_text) {
    const std::uint32_t judged_under = taxonomies_.at(correction->at).version();
    const std::string& answer = decision.taxonomy->scenario(*decision.by_text).id;
    now = {decision.line->id, monday_of(view.opened_at),
           taxonomies_.restated(answer, judged_under) == correction->scenario_id};
  }
  const auto is_settled = [&](const std::optional<LabelledContact>& label) {
    return label && label->week + kWeek + kLabelSpan + rules_.lateness <= watermark_;
  };
  if (now == contact.labelled || is_settled(now) || is_settled(contact.labelled)) return;
  if (contact.labelled) deltas_.add_label(*contact.labelled, -1);
  if (now) deltas_.add_label(*now, +1);
  contact.labelled = std::move(now);
}

void Journey::take_feedback(const std::string& customer_key, const Feedback& feedback) {
  if (feedback.verdict != FeedbackVerdict::correct) return take_verdict(feedback);
  add_correction(edit_customer(customer_key, feedback.at), *feedback.contact_id,
                 {.at = feedback.at,
                  .by = feedback.by,
                  .scenario_id = *feedback.scenario_id,
                  .sampled = feedback.sampled.value_or(false)});
  touched_.insert({customer_key, *feedback.contact_id});
}

// The line of a proposal is in its id.
void Journey::take_verdict(const Feedback& feedback) {
  const std::size_t mark = feedback.proposal_id->rfind(kEmergent);
  if (mark == std::string::npos) return;
  deltas_.add_verdict(feedback.proposal_id->substr(0, mark),
                      {.at = feedback.at,
                       .by = feedback.by,
                       .accepted = feedback.verdict == FeedbackVerdict::accept,
                       .proposal_id = *feedback.proposal_id,
                       .bucket = floor_to(std::max(feedback.at, watermark_), kBaseWindow)});
}

}  // namespace vocmap
