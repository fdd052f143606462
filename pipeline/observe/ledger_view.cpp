#include "pipeline/observe/ledger_view.h"

#include <concepts>
#include <type_traits>

#include "pipeline/observe/series.h"

namespace vocmap {
namespace {

template <class Visitor, class... Ledger>
void for_each_outcome(Visitor&& visit, Ledger&... ledger) requires(
    std::same_as<std::remove_const_t<Ledger>, SourceLedger>&&...) {
  visit("read", ledger.read...);
  visit("forwarded", ledger.forwarded...);
  visit("dead_lettered", ledger.dead_lettered...);
  visit("filtered", ledger.filtered...);
}

template <class Visitor, class... Ledger>
void for_each_outcome(Visitor&& visit, Ledger&... ledger) requires(
    std::same_as<std::remove_const_t<Ledger>, ReceivedLedger>&&...) {
  visit("received", ledger.received...);
  visit("counted", ledger.counted...);
  visit("duplicate", ledger.duplicate...);
  visit("conflicting", ledger.conflicting...);
  visit("late", ledger.late...);
}

// Adds to `sum` what `after` has more than `before`.
template <class Ledger>
void add_growth(Ledger& sum, const Ledger& before, const Ledger& after) {
  for_each_outcome(
      [](const char*, std::uint64_t& total, const std::uint64_t& old, const std::uint64_t& now) {
        if (now > old) total += now - old;
      },
      sum, before, after);
}

template <class Ledgers>
void add_series(Series& series, std::string_view stage, const Ledgers& ledgers) {
  for (const auto& [source, ledger] : ledgers) {
    const std::string partition = std::to_string(source.second);
    for_each_outcome(
        [&, &topic = source.first](const char* outcome, const std::uint64_t& records) {
          series.add(Metric::ledger_records, {stage, topic, partition, outcome},
                     static_cast<double>(records));
        },
        ledger);
  }
}

}  // namespace

void LedgerView::begin(std::string_view topic, std::int32_t partition) {
  const Source source{topic, partition};
  const std::lock_guard lock{mutex_};
  counted_sources_[source];
  counted_received_[source];
}

void LedgerView::set_source(std::string_view topic, std::int32_t partition,
                            const SourceLedger& ledger) {
  const Source source{topic, partition};
  const std::lock_guard lock{mutex_};
  SourceLedger& current = sources_[source];
  add_growth(counted_sources_[source], current, ledger);
  current = ledger;
}

void LedgerView::set_received(std::int32_t journey_partition, std::string_view topic,
                              std::int32_t partition, const ReceivedLedger& ledger) {
  const Source source{topic, partition};
  const std::lock_guard lock{mutex_};
  ReceivedLedger& current = received_[{journey_partition, source}];
  add_growth(counted_received_[source], current, ledger);
  current = ledger;
}

void LedgerView::restore_source(std::string_view topic, std::int32_t partition,
                                const SourceLedger& ledger) {
  const std::lock_guard lock{mutex_};
  sources_[{std::string{topic}, partition}] = ledger;
}

void LedgerView::restore_received(std::int32_t journey_partition, std::string_view topic,
                                  std::int32_t partition, const ReceivedLedger& ledger) {
  const std::lock_guard lock{mutex_};
  received_[{journey_partition, {std::string{topic}, partition}}] = ledger;
}

void LedgerView::forget_source(std::string_view topic, std::int32_t partition) {
  const std::lock_guard lock{mutex_};
  sources_.erase({std::string{topic}, partition});
}

void LedgerView::forget_journey(std::int32_t journey_partition) {
  const std::lock_guard lock{mutex_};
  std::erase_if(received_,
                [&](const auto& entry) { return entry.first.first == journey_partition; });
}

LedgerView::Snapshot LedgerView::snapshot() const {
  std::map<Source, Row> rows;
  const auto row_of = [&](const Source& source) -> Row& {
    return rows.try_emplace(source, Row{source.first, source.second, {}, {}}).first->second;
  };
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [source, ledger] : sources_) row_of(source).source = ledger;
    for (const auto& [key, ledger] : received_) {
      add_growth(row_of(key.second).received, ReceivedLedger{}, ledger);
    }
  }
  Snapshot snapshot;
  for (auto& [source, row] : rows) {
    snapshot.in_flight += static_cast<std::int64_t>(row.source.forwarded) -
                          static_cast<std::int64_t>(row.received.received);
    snapshot.rows.push_back(std::move(row));
  }
  return snapshot;
}

std::vector<prometheus::MetricFamily> LedgerView::Collect() const {
  Series series;
  const std::lock_guard lock{mutex_};
  add_series(series, "intake", counted_sources_);
  add_series(series, "journey", counted_received_);
  return series.take();
}

}  // namespace vocmap
