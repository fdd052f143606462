#include "operators/decode/deduplication_key.h"

#include <xxhash.h>

#include <algorithm>
#include <type_traits>

#include "schemas/binary.h"

namespace vocmap {
namespace {

// The parts of the key in binary form, led by the event's type: no two types share a key.
struct KeyParts {
  std::string bytes;

  template <class... T>
  void add(const T&... values) {
    BinaryWriter{bytes}(values...);
  }

  template <class Event>
  void add_owner(const Event& e) {
    if constexpr (requires { e.customer_id; }) add(e.customer_id);
    if constexpr (std::is_same_v<Event, AgentActivity>) add(e.agent_id);
  }

  void of(const Contact& e) {
    add(e.contact_id, e.event, e.occurred_at);
    if (e.turns.empty()) return add(e.text);
    std::vector<std::int64_t> seqs;
    for (const Turn& turn : e.turns) seqs.push_back(turn.seq);
    std::sort(seqs.begin(), seqs.end());
    add(seqs);
  }
  void of(const Order& e) { add(e.order_id, e.event, e.occurred_at, e.exposure_kind); }
  void of(const Survey& e) { add(e.response_id, e.metric, e.event); }
  void of(const AgentActivity& e) {
    if (e.activity_id) return add(*e.activity_id);
    add(e.started_at, e.state, e.contact_id);
  }
  void of(const Project& e) { add(e.project_id, e.event, e.at); }
  void of(const Customer& e) { add(e.customer_id, e.updated_at); }
  void of(const Feedback& e) { add(e.contact_id, e.customer_id, e.proposal_id, e.at, e.by); }
};

}  // namespace

DeduplicationKey deduplication_key(const InputEvent& event,
                                   const std::optional<CloudEventId>& cloud_event) {
  KeyParts parts;
  if (cloud_event) {
    parts.add(std::uint64_t{255}, cloud_event->source, cloud_event->id);
  } else {
    parts.add(std::uint64_t{event.index()});
    std::visit([&](const auto& e) { parts.of(e); }, event);
  }
  // Two customers or agents never share a key: they may live in different partitions.
  std::visit([&](const auto& e) { parts.add_owner(e); }, event);
  const XXH128_hash_t hash = XXH3_128bits(parts.bytes.data(), parts.bytes.size());
  return {hash.high64, hash.low64};
}

}  // namespace vocmap
