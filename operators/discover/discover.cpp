#include "operators/discover/discover.h"

#include <algorithm>
#include <vector>

#include "operators/discover/line_clusters.h"

namespace vocmap {

Discover::Discover(const TaxonomyHistory& taxonomies, TaskState& state)
    : taxonomies_(taxonomies),
      waiting_(state),
      heads_(state),
      micros_(state),
      recent_(state),
      tallies_(state),
      scenarios_(state),
      verdicts_(state) {}

Discover::~Discover() = default;

void Discover::resume(EventTime) {
  lines_.clear();
  due_.clear();
  waiting_.scan_prefix([&](const WaitingKey& key, const UnmatchedContact&) {
    due_.emplace(std::get<1>(key), std::get<0>(key));
    return true;
  });
  verdicts_.scan_prefix([&](const VerdictKey& key, const ProposalVerdict& verdict) {
    due_.emplace(verdict.bucket, std::get<0>(key));
    return true;
  });
  std::vector<std::string> known;
  heads_.scan_prefix([&](const std::tuple<std::string>& key, const LineHead&) {
    known.push_back(std::get<0>(key));
    return true;
  });
  for (const std::string& id : known) line(id);
}

Discover::LineClusters& Discover::line(const std::string& id) {
  auto& clusters = lines_[id];
  if (!clusters) clusters = std::make_unique<LineClusters>(*this, id);
  return *clusters;
}

void Discover::apply(const LineDelta& delta) {
  for (const UnmatchedContact& contact : delta.unmatched) {
    const WaitingKey key{delta.line, contact.bucket, contact.opened_at, contact.contact_id,
                         contact.customer};
    if (contact.removed) {
      waiting_.erase(key);
    } else {
      waiting_.edit(key) = contact;
      due_.emplace(contact.bucket, delta.line);
    }
  }
  for (const ProposalVerdict& verdict : delta.verdicts) keep(delta.line, verdict);
}

void Discover::advance(EventTime watermark) {
  while (!due_.empty() && due_.begin()->first + kBaseWindow <= watermark) {
    const auto [bucket, id] = *due_.begin();
    due_.erase(due_.begin());
    cluster(id, bucket);
  }
  if (watermark >= EventTime::end_of_time()) return;  // the end of the input is no point of time
  const EventTime hour = floor_to(watermark, std::chrono::hours{1});
  for (const auto& [id, clusters] : lines_) clusters->tick(hour);
}

void Discover::cluster(const std::string& id, EventTime bucket) {
  std::vector<WaitingKey> keys;
  LineClusters& clusters = line(id);
  waiting_.scan_prefix(
      [&](const WaitingKey& key, const UnmatchedContact& contact) {
        clusters.add(contact);
        keys.push_back(key);
        return true;
      },
      id, bucket);
  for (const WaitingKey& key : keys) waiting_.erase(key);
  clusters.close(bucket + kBaseWindow);
}

// A verdict may come before its scenario is found here: other partitions were faster. The newest
// ones are kept until then.
void Discover::keep(const std::string& id, const ProposalVerdict& verdict) {
  constexpr std::size_t kMostVerdicts = 1'000;
  due_.emplace(verdict.bucket, id);
  const ProposalVerdict* known = verdicts_.find({id, verdict.proposal_id});
  if (known && verdict <= *known) return;
  verdicts_.edit({id, verdict.proposal_id}) = verdict;
  std::vector<std::pair<EventTime, VerdictKey>> all;
  verdicts_.scan_prefix(
      [&](const VerdictKey& key, const ProposalVerdict& kept) {
        all.emplace_back(kept.at, key);
        return true;
      },
      id);
  if (all.size() > kMostVerdicts) verdicts_.erase(std::min_element(all.begin(), all.end())->second);
}

void Discover::publish(Outbox& out) {
  for (const auto& [id, clusters] : lines_) clusters->publish(out);
}

}  // namespace vocmap
