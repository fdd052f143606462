#include "pipeline/cli/run_summary.h"

#include "schemas/json_writer.h"

namespace vocmap {

void RunSummary::add(const Source& source, const ReceivedLedger& ledger) {
  ReceivedLedger& sum = received[source];
  sum.received += ledger.received;
  sum.counted += ledger.counted;
  sum.duplicate += ledger.duplicate;
  sum.conflicting += ledger.conflicting;
  sum.late += ledger.late;
}

std::int64_t RunSummary::in_flight() const {
  std::int64_t sum = 0;
  for (const auto& [source, ledger] : sources) sum += static_cast<std::int64_t>(ledger.forwarded);
  for (const auto& [source, ledger] : received) sum -= static_cast<std::int64_t>(ledger.received);
  return sum;
}

std::string to_json(const RunSummary& summary) {
  JsonWriter out;
  out.begin_object().key("ledger").begin_object().key("sources").begin_array();
  for (const auto& [source, sent] : summary.sources) {
    const auto found = summary.received.find(source);
    const ReceivedLedger got = found == summary.received.end() ? ReceivedLedger{} : found->second;
    out.begin_object()
        .member("topic", source.first)
        .member("partition", source.second)
        .member("read", sent.read)
        .member("forwarded", sent.forwarded)
        .member("dead_lettered", sent.dead_lettered)
        .member("filtered", sent.filtered)
        .member("received", got.received)
        .member("counted", got.counted)
        .member("duplicate", got.duplicate)
        .member("conflicting", got.conflicting)
        .member("late", got.late)
        .end_object();
  }
  out.end_array().member("in_flight", summary.in_flight()).end_object().end_object();
  return out.take();
}

}  // namespace vocmap
