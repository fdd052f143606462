#include "tests/simulation/transactions.h"

#include <algorithm>

namespace vocmap::simulation {

void GroupOffsets::pend(ProducerId producer, const std::vector<SourcePosition>& positions) {
  for (const SourcePosition& position : positions) {
    pending_[producer][position.source] = {position.next_offset, position.metadata};
  }
}

void GroupOffsets::resolve(ProducerId producer, bool commit) {
  const auto pending = pending_.extract(producer);
  if (pending.empty() || !commit) return;
  for (const auto& [source, position] : pending.mapped()) committed_[source] = position;
}

std::optional<StoredPosition> GroupOffsets::committed(TopicPartition source) const {
  for (const auto& [producer, positions] : pending_) {
    if (positions.contains(source)) return std::nullopt;
  }
  const auto found = committed_.find(source);
  return found == committed_.end() ? StoredPosition{} : found->second;
}

ProducerSession Transactions::init(const std::string& transactional_id) {
  const auto [entry, is_new] = producers_.try_emplace(transactional_id);
  Producer& producer = entry->second;
  if (is_new) producer.id = static_cast<ProducerId>(producers_.size());
  ++producer.epoch;
  if (producer.phase == Producer::Phase::open) decide(transactional_id, producer, false);
  finish(producer);
  return {transactional_id, producer.epoch};
}

tl::expected<Transactions::Producer*, Refusal> Transactions::find(const ProducerSession& session) {
  Producer& producer = producers_.at(session.transactional_id);
  if (producer.epoch != session.epoch) return tl::unexpected(Refusal::fenced_producer);
  return &producer;
}

tl::expected<Transactions::Producer*, Refusal> Transactions::find_open(
    const ProducerSession& session) {
  auto producer = find(session);
  if (producer && (*producer)->phase != Producer::Phase::open) {
    return tl::unexpected(Refusal::invalid_state);
  }
  return producer;
}

Answer Transactions::begin(const ProducerSession& session) {
  const auto producer = find(session);
  if (!producer) return tl::unexpected(producer.error());
  if ((*producer)->phase == Producer::Phase::open) return tl::unexpected(Refusal::invalid_state);
  finish(**producer);
  (*producer)->phase = Producer::Phase::open;
  (*producer)->since_ms = agenda_.now_ms();
  return {};
}

tl::expected<std::int64_t, Refusal> Transactions::produce(const ProducerSession& session,
                                                          TopicPartition partition, std::string key,
                                                          std::optional<std::string> value) {
  const auto producer = find_open(session);
  if (!producer) return tl::unexpected(producer.error());
  (*producer)->partitions.insert(partition);
  return logs_[partition].append(std::move(key), std::move(value), (*producer)->id);
}

Answer Transactions::send_offsets(const ProducerSession& session,
                                  const std::vector<SourcePosition>& positions) {
  const auto producer = find_open(session);
  if (!producer) return tl::unexpected(producer.error());
  (*producer)->offsets = true;
  offsets_.pend((*producer)->id, positions);
  return {};
}

Answer Transactions::end(const ProducerSession& session, bool commit) {
  const auto producer = find(session);
  if (!producer) return tl::unexpected(producer.error());
  if ((*producer)->phase != Producer::Phase::open) {
    if ((*producer)->commit == commit) return {};  // a request that was repeated
    return tl::unexpected(Refusal::invalid_state);
  }
  decide(session.transactional_id, **producer, commit);
  return {};
}

void Transactions::decide(const std::string& transactional_id, Producer& producer, bool commit) {
  producer.phase = Producer::Phase::ending;
  producer.commit = commit;
  const auto delay = [this] { return random_.between(0, timing_.most_marker_delay_ms); };
  // Whatever is written once this transaction is over has a later start.
  const auto later = [this, &transactional_id, since = producer.since_ms](auto write) {
    return [this, transactional_id, since, write] {
      Producer& one = producers_.at(transactional_id);
      if (one.phase == Producer::Phase::ending && one.since_ms == since) write(one);
    };
  };
  const std::set<TopicPartition> partitions = producer.partitions;
  for (const TopicPartition partition : partitions) {
    agenda_.after(delay(), later([this, partition](Producer& p) { write_marker(p, partition); }));
  }
  agenda_.after(delay(), later([this](Producer& p) { resolve_offsets(p); }));
}

void Transactions::write_marker(Producer& producer, TopicPartition partition) {
  if (producer.partitions.erase(partition) == 0) return;
  logs_[partition].end_transaction(producer.id, producer.commit);
  if (producer.partitions.empty() && !producer.offsets) producer.phase = Producer::Phase::idle;
}

void Transactions::resolve_offsets(Producer& producer) {
  offsets_.resolve(producer.id, producer.commit);
  producer.offsets = false;
  if (producer.partitions.empty()) producer.phase = Producer::Phase::idle;
}

void Transactions::finish(Producer& producer) {
  if (producer.phase != Producer::Phase::ending) return;
  const std::set<TopicPartition> partitions = producer.partitions;
  for (const TopicPartition partition : partitions) write_marker(producer, partition);
  resolve_offsets(producer);
}

void Transactions::expire() {
  for (auto& [id, producer] : producers_) {
    if (producer.phase != Producer::Phase::open) continue;
    if (agenda_.now_ms() - producer.since_ms < timing_.timeout_ms) continue;
    ++producer.epoch;
    ++expired_;
    decide(id, producer, false);
  }
}

bool Transactions::idle() const {
  return std::all_of(producers_.begin(), producers_.end(),
                     [](const auto& entry) { return entry.second.phase == Producer::Phase::idle; });
}

}  // namespace vocmap::simulation
