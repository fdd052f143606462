#pragma once

#include <map>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "tests/simulation/agenda.h"
#include "tests/simulation/partition_log.h"
#include "tests/simulation/random.h"

namespace vocmap::simulation {

using Logs = std::map<TopicPartition, PartitionLog>;

// What Kafka answers instead of doing what it was asked.
enum class Refusal : std::uint8_t {
  fenced_producer,
  invalid_state,  // of the transaction
  unknown_member,
  illegal_generation,
  fenced_instance,
};
using Answer = tl::expected<void, Refusal>;

// The positions of the consumer group. A position that an open transaction moves is unknown.
class GroupOffsets {
 public:
  void pend(ProducerId producer, const std::vector<SourcePosition>& positions);
  void resolve(ProducerId producer, bool commit);
  std::optional<StoredPosition> committed(TopicPartition source) const;

 private:
  std::map<TopicPartition, StoredPosition> committed_;
  std::map<ProducerId, std::map<TopicPartition, StoredPosition>> pending_;
};

// What a producer knows of itself.
struct ProducerSession {
  std::string transactional_id;
  int epoch = 0;
};

// Kafka's transaction coordinator before KIP-890: one epoch per producer, not per transaction, so
// a request that arrives late can meet a later transaction of the same epoch.
class Transactions {
 public:
  struct Timing {
    std::int64_t most_marker_delay_ms = 0;
    std::int64_t timeout_ms = 15'000;  // of open transactions
  };

  Transactions(Logs& logs, GroupOffsets& offsets, Agenda& agenda, Random& random, Timing timing)
      : logs_(logs), offsets_(offsets), agenda_(agenda), random_(random), timing_(timing) {}

  // A new epoch, which fences the older ones. What was open is rolled back, what was ending ends.
  ProducerSession init(const std::string& transactional_id);
  // Waits for the markers of the transaction before.
  Answer begin(const ProducerSession& session);
  tl::expected<std::int64_t, Refusal> produce(const ProducerSession& session,
                                              TopicPartition partition, std::string key,
                                              std::optional<std::string> value);
  Answer send_offsets(const ProducerSession& session, const std::vector<SourcePosition>& positions);
  // The outcome is certain from here on; the markers follow one by one.
  Answer end(const ProducerSession& session, bool commit);
  // Rolls back what was open for too long, and fences its producer.
  void expire();

  bool idle() const;
  std::size_t expired() const { return expired_; }  // producers fenced that way

 private:
  struct Producer {
    enum class Phase : std::uint8_t { idle, open, ending };
    ProducerId id = 0;
    int epoch = -1;
    Phase phase = Phase::idle;
    bool commit = false;  // the outcome, once it is ending
    std::int64_t since_ms = 0;
    std::set<TopicPartition> partitions;  // without their marker yet
    bool offsets = false;                 // positions are still pending
  };

  tl::expected<Producer*, Refusal> find(const ProducerSession& session);
  tl::expected<Producer*, Refusal> find_open(const ProducerSession& session);
  void decide(const std::string& transactional_id, Producer& producer, bool commit);
  void write_marker(Producer& producer, TopicPartition partition);
  void resolve_offsets(Producer& producer);
  void finish(Producer& producer);

  Logs& logs_;
  GroupOffsets& offsets_;
  Agenda& agenda_;
  Random& random_;
  const Timing timing_;
  std::map<std::string, Producer> producers_;
  std::size_t expired_ = 0;
};

}  // namespace vocmap::simulation
