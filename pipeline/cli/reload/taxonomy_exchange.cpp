#include "pipeline/cli/reload/taxonomy_exchange.h"

#include <fmt/format.h>

#include <algorithm>

namespace vocmap {

TaxonomyExchange::TaxonomyExchange(const TaxonomyHistory& taxonomies,
                                   std::vector<VoiceOfCustomer*> workers, Gate& gate,
                                   std::function<EventTime()> newest_event)
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

std::vector<std::string> TaxonomyExchange::passed(const TaxonomyHistory& next) const {
  const EventTime newest = newest_event_();
  std::vector<std::string> problems;
  for (const auto& index : next.versions()) {
    if (taxonomies_.version(index->version())) continue;
    const EventTime from = *index->taxonomy().effective_from;
    if (from > newest || index->version() <= awaited()) continue;  // others hold it already
    problems.push_back(
        fmt::format("version {}: effective_from {} has passed: event time here is {}, and contacts "
                    "up to there are decided; set a later one",
                    index->version(), format_rfc3339(from), format_rfc3339(newest)));
  }
  return problems;
}

tl::expected<bool, TaxonomyRefusal> TaxonomyExchange::take_on(std::vector<Taxonomy> versions,
                                                              std::chrono::milliseconds patience) {
  auto next = taxonomies_.extended(std::move(versions));
  if (!next) return tl::unexpected(TaxonomyRefusal{std::move(next.error())});
  if (next->versions().size() == taxonomies_.versions().size()) return false;
  if (auto early = passed(*next); !early.empty()) {
    return tl::unexpected(TaxonomyRefusal{std::move(early)});
  }
  std::vector<VoiceOfCustomer::Extension> extensions;
  for (const VoiceOfCustomer* worker : workers_) extensions.push_back(worker->extension(*next));
  const auto closed = gate_.close(patience);
  if (!closed) {
    return tl::unexpected(TaxonomyRefusal{
        {"a worker waits for Kafka in the middle of a transaction; it is tried again"}, true});
  }
  // Events went on while the scorers were fitted; now every worker stands.
  if (auto late = passed(*next); !late.empty()) {
    return tl::unexpected(TaxonomyRefusal{std::move(late)});
  }
  taxonomies_ = std::move(*next);
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->take_on(std::move(extensions[i]));
  return true;
}

}  // namespace vocmap
