#include <algorithm>

#include "pipeline/core/check.h"
#include "pipeline/core/murmur2.h"
#include "tests/simulation/model_broker.h"

namespace vocmap::simulation {
namespace {

constexpr std::int64_t kLatestMs = 400;  // a request under way

CommitFailure failure_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::fenced_producer:
    case Refusal::fenced_instance:
      return CommitFailure::fenced;
    case Refusal::unknown_member:
    case Refusal::illegal_generation:
      return CommitFailure::aborted;
    case Refusal::invalid_state:
      break;
  }
  return CommitFailure::fatal;
}

}  // namespace

void ModelBroker::recover() {
  hazards_.during("recover");
  session_ = cluster_.transactions().init(instance_id_);
  usable_ = true;
}

ModelBroker::Outcome ModelBroker::commit(Batch&& batch) {
  hazards_.during("commit");
  if (batch.records.empty() && batch.positions.empty()) return CommitReceipt{};
  if (!usable_) return tl::unexpected(CommitFailure::fatal);
  Outcome outcome = transact(batch, hazards_.on_commit());
  usable_ = outcome || outcome.error() == CommitFailure::aborted;
  return outcome;
}

ModelBroker::Outcome ModelBroker::transact(const Batch& batch, CommitHazard hazard) {
  if (const Answer begun = cluster_.transactions().begin(session_); !begun) {
    return tl::unexpected(failure_of(begun.error()));
  }
  const bool fails = hazard == CommitHazard::produce_fails || hazard == CommitHazard::fatal;
  const auto all = static_cast<std::int64_t>(batch.records.size());
  const auto most = static_cast<std::size_t>(fails ? cluster_.random().between(0, all) : all);
  CommitReceipt receipt;
  if (const auto step = produce(batch, most, receipt); !step) return tl::unexpected(step.error());
  if (hazard == CommitHazard::produce_fails) return abort();
  if (hazard == CommitHazard::fatal) return tl::unexpected(CommitFailure::fatal);
  const auto sent = send_positions(batch, hazard);
  if (!sent && sent.error() == CommitFailure::aborted) return abort();
  if (!sent) return tl::unexpected(sent.error());
  if (const auto ended = end(hazard); !ended) return tl::unexpected(ended.error());
  return receipt;
}

tl::expected<void, CommitFailure> ModelBroker::produce(const Batch& batch, std::size_t most,
                                                       CommitReceipt& receipt) {
  for (std::size_t i = 0; i < most; ++i) {
    const OutboundRecord& record = batch.records[i];
    hazards_.during("produce");
    const std::int32_t partitions = cluster_.partition_count(record.topic);
    const TopicPartition target{record.topic, record.partition >= 0
                                                  ? record.partition
                                                  : murmur2_partition(record.key, partitions)};
    const auto offset = cluster_.transactions().produce(session_, target, record.key, record.value);
    if (!offset) return tl::unexpected(failure_of(offset.error()));
    if (!is_changelog(record.topic)) continue;
    auto& ends = receipt.changelog_ends;
    auto end = std::find_if(ends.begin(), ends.end(), [&](auto& e) { return e.first == target; });
    if (end == ends.end()) end = ends.insert(ends.end(), {target, 0});
    end->second = *offset + 1;
  }
  return {};
}

tl::expected<void, CommitFailure> ModelBroker::send_positions(const Batch& batch,
                                                              CommitHazard hazard) {
  if (batch.positions.empty()) return {};
  hazards_.during("send_positions");
  for (const SourcePosition& position : batch.positions) {
    CHECK(position.next_offset >= 0, "Kafka keeps no negative positions");
  }
  const Answer member = cluster_.group().check(instance_id_, membership_);
  if (!member) return tl::unexpected(failure_of(member.error()));
  if (hazard == CommitHazard::offsets_lost) return tl::unexpected(CommitFailure::uncertain);
  const Answer taken = cluster_.transactions().send_offsets(session_, batch.positions);
  if (!taken) return tl::unexpected(failure_of(taken.error()));
  if (hazard == CommitHazard::offsets_lost_taken) return tl::unexpected(CommitFailure::uncertain);
  return {};
}

tl::expected<void, CommitFailure> ModelBroker::end(CommitHazard hazard) {
  hazards_.during("end");
  if (hazard == CommitHazard::killed_before_end) throw Killed{};
  if (hazard == CommitHazard::end_lost) return tl::unexpected(CommitFailure::uncertain);
  if (hazard == CommitHazard::end_late) {
    cluster_.agenda().after(cluster_.random().between(1, kLatestMs),
                            [&transactions = cluster_.transactions(), session = session_] {
                              (void)transactions.end(session, true);
                            });
    return tl::unexpected(CommitFailure::uncertain);
  }
  const Answer ended = cluster_.transactions().end(session_, true);
  if (!ended) return tl::unexpected(failure_of(ended.error()));
  if (hazard == CommitHazard::end_lost_taken) return tl::unexpected(CommitFailure::uncertain);
  if (hazard == CommitHazard::killed_after_end) throw Killed{};
  return {};
}

tl::unexpected<CommitFailure> ModelBroker::abort() {
  hazards_.during("abort");
  const Answer aborted = cluster_.transactions().end(session_, false);
  return tl::unexpected(aborted ? CommitFailure::aborted : failure_of(aborted.error()));
}

}  // namespace vocmap::simulation
