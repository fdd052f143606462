#include "pipeline/cli/reload/taxonomy_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vocmap {
namespace {

bool same_files(const TaxonomyHistory& a, const TaxonomyHistory& b) {
  return std::equal(a.versions().begin(), a.versions().end(), b.versions().begin(),
                    b.versions().end(), [](const auto& one, const auto& other) {
                      return one->taxonomy().hash == other->taxonomy().hash;
                    });
}

}  // namespace

TaxonomyExchange::TaxonomyExchange(const TaxonomyHistory& taxonomies,
                                   std::vector<VoiceOfCustomer*> workers, Gate& gate,
                                   std::function<std::optional<EventTime>()> newest_event)
    : taxonomies_(taxonomies),
      workers_(std::move(workers)),
      gate_(gate),
      newest_event_(std::move(newest_event)) {}

std::uint32_t TaxonomyExchange::awaited() const {
  std::uint32_t awaited = 0;
  for (const VoiceOfCustomer* worker : workers_) {
    awaited = std::max(awaited, worker->awaited_version());
  }
  return awaited > taxonomies_.latest().version() ? awaited : 0;
}

std::optional<TaxonomyRefusal> TaxonomyExchange::refusal(const TaxonomyHistory& next) const {
  const std::optional<EventTime> newest = newest_event_();
  if (!newest) {
    return TaxonomyRefusal{
        {"what was decided before is not known until the tasks have opened; it is tried again"},
        true};
  }
  // What tasks wait for is held by others already.
  const std::uint32_t known = std::max(taxonomies_.latest().version(), awaited());
  TaxonomyRefusal refusal;
  for (const auto& index : next.passed(known, *newest)) {
    refusal.problems.push_back(
        fmt::format("version {}: effective_from {} has passed: event time here is {}, and contacts "
                    "up to there are decided; set a later one",
                    index->version(), format_rfc3339(*index->taxonomy().effective_from),
                    format_rfc3339(*newest)));
  }
  return refusal.problems.empty() ? std::nullopt : std::optional{std::move(refusal)};
}

// INTAKE is told by nobody that it lacks a version.
TaxonomyHistory::Versions TaxonomyExchange::late(const TaxonomyHistory& next) const {
  EventTime scored = EventTime::min();
  for (const VoiceOfCustomer* worker : workers_) scored = std::max(scored, worker->newest_event());
  return next.passed(taxonomies_.latest().version(), scored);
}

TaxonomyExchange::Fitted TaxonomyExchange::fit(TaxonomyHistory next) {
  auto before = std::exchange(fitted_, std::nullopt);
  if (before && same_files(before->taxonomies, next)) return std::move(*before);
  Fitted fitted{std::move(next), {}};
  for (const VoiceOfCustomer* worker : workers_) {
    fitted.extensions.push_back(worker->extension(fitted.taxonomies));
  }
  return fitted;
}

tl::expected<TaxonomyTaken, TaxonomyRefusal> TaxonomyExchange::take_on(
    std::vector<Taxonomy> versions, std::chrono::milliseconds patience) {
  auto next = taxonomies_.extended(std::move(versions));
  if (!next) return tl::unexpected(TaxonomyRefusal{std::move(next.error())});
  if (next->versions().size() == taxonomies_.versions().size()) return TaxonomyTaken{};
  if (auto refused = refusal(*next)) return tl::unexpected(std::move(*refused));
  Fitted fitted = fit(std::move(*next));
  const auto closed = gate_.close(patience);
  if (!closed) {
    fitted_ = std::move(fitted);
    return tl::unexpected(TaxonomyRefusal{
        {"a worker waits for Kafka in the middle of a transaction; it is tried again"}, true});
  }
  // Events went on while the scorers were fitted; now every worker stands.
  if (auto refused = refusal(fitted.taxonomies)) return tl::unexpected(std::move(*refused));
  TaxonomyTaken taken{true, late(fitted.taxonomies)};
  taxonomies_ = std::move(fitted.taxonomies);
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    workers_[i]->take_on(std::move(fitted.extensions[i]));
  }
  return taken;
}

}  // namespace vocmap
