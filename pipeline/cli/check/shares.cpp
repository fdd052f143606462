#include "pipeline/cli/check/shares.h"

#include "operators/metrics/rate.h"
#include "pipeline/cli/check/frequent_words.h"

namespace vocmap {

std::pair<double, double> Shares::interval() const {
  return share_interval(unclassified, contacts);
}

SampleShares sample_shares(const CheckedSample& sample, int wanted_precision) {
  SampleShares result;
  result.lines.resize(sample.calibrated.size());
  std::vector<SampleContacts> unclassified(result.lines.size()), classified(result.lines.size());
  for (std::size_t line = 0; line < result.lines.size(); ++line) {
    result.lines[line].shares.calibrated = sample.calibrated[line];
    result.lines[line].shares.without_text = sample.without_text[line];
  }
  for (const SampleContact& contact : sample.contacts) {
    Shares& shares = result.lines[contact.line].shares;
    ++shares.contacts;
    if (!contact.scenario) {
      ++shares.unclassified;
      unclassified[contact.line].push_back(&contact);
    } else {
      classified[contact.line].push_back(&contact);
      ++(contact.share >= 10 * wanted_precision ? shares.assigned : shares.probable);
    }
  }
  for (std::size_t line = 0; line < result.lines.size(); ++line) {
    const Shares& shares = result.lines[line].shares;
    result.lines[line].words = frequent_words(unclassified[line], classified[line]);
    result.overall.contacts += shares.contacts;
    result.overall.without_text += shares.without_text;
    result.overall.assigned += shares.assigned;
    result.overall.probable += shares.probable;
    result.overall.unclassified += shares.unclassified;
    if (shares.contacts > 0 && !shares.calibrated) result.overall.calibrated = false;
  }
  return result;
}

}  // namespace vocmap
