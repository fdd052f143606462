#include <algorithm>
#include <stdexcept>

#include "tests/simulation/model_broker.h"

namespace vocmap::simulation {
namespace {

constexpr std::size_t kRejoinsPerMinute = 3;

std::vector<TopicPartition> listed(const Partitions& partitions) {
  return {partitions.begin(), partitions.end()};
}

Partitions without(Partitions from, const Partitions& partitions) {
  for (const TopicPartition partition : partitions) from.erase(partition);
  return from;
}

}  // namespace

void ModelBroker::heartbeat() {
  if (!membership_.member_id.empty()) {
    (void)cluster_.group().heartbeat(instance_id_, membership_.member_id);
  }
}

void ModelBroker::keep_membership() {
  if (membership_.member_id.empty()) join({});
  const Group::Beat now = beat();
  if (now == Group::Beat::rebalancing) return give_back();
  if (now != Group::Beat::stable || !joining_) return;
  int generation = 0;
  const auto assigned = cluster_.group().assignment(membership_.member_id, generation);
  if (!assigned) return;
  membership_.generation = generation;
  joining_ = false;
  take(*assigned);
}

// Who is no member any more owns nothing, and joins anew.
Group::Beat ModelBroker::beat() {
  const Group::Beat beat = cluster_.group().heartbeat(instance_id_, membership_.member_id);
  if (beat == Group::Beat::unknown_member) rejoin_without("dropped from the group");
  if (beat != Group::Beat::fenced_instance) return beat;
  const std::int64_t now = cluster_.agenda().now_ms();
  std::erase_if(fenced_at_ms_, [&](std::int64_t then) { return now - then > 60'000; });
  if (fenced_at_ms_.size() >= kRejoinsPerMinute) {
    throw std::runtime_error(instance_id_ + " has two owners");
  }
  fenced_at_ms_.push_back(now);
  rejoin_without("fenced by a twin");
  return beat;
}

void ModelBroker::join(const Partitions& owned) {
  membership_.member_id = cluster_.group().join(instance_id_, membership_.member_id, owned);
  joining_ = true;
}

void ModelBroker::rejoin_without(std::string_view why) {
  hazards_.note(why);
  const std::vector<TopicPartition> lost = listed(owned_);
  owned_.clear();
  reading_.clear();
  membership_ = {};
  if (!lost.empty()) listener_->on_lost(lost);
  join({});
}

void ModelBroker::give_back() {
  if (cluster_.group().cooperative()) return join(owned_);
  if (!owned_.empty()) listener_->on_revoked(listed(owned_));
  owned_.clear();
  reading_.clear();
  join({});
}

void ModelBroker::take(const Partitions& assigned) {
  const Partitions revoked = without(owned_, assigned);
  const Partitions added = without(assigned, owned_);
  if (!revoked.empty()) {
    listener_->on_revoked(listed(revoked));
    for (const TopicPartition partition : revoked) reading_.erase(partition);
  }
  owned_ = assigned;
  listener_->on_assigned(listed(added));
  if (revoked.empty()) return;
  // Its last commit may have taken longer than the session: what it kept has other owners then.
  const Group::Beat now = beat();
  if (now == Group::Beat::stable || now == Group::Beat::rebalancing) join(owned_);
}

}  // namespace vocmap::simulation
