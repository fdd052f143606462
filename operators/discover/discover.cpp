#include "operators/discover/discover.h"

#include <algorithm>
#include <vector>

#include "operators/discover/line_clusters.h"

namespace vocmap {
namespace {

// A space without a contact for so long was left behind when another text model came.
constexpr Duration kSpaceKept = std::chrono::days{14};
constexpr std::size_t kMostSpaces = 4;  // of a line

}  // namespace

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

void Discover::resume(EventTime watermark) {
  clusters_.clear();
  due_.clear();
  waiting_.scan_prefix([&](const WaitingKey& key, const UnmatchedContact&) {
    due_.emplace(std::get<1>(key), std::get<0>(key));
    return true;
  });
  // One whose bucket has closed waits for its scenario alone.
  verdicts_.scan_prefix([&](const VerdictKey& key, const ProposalVerdict& verdict) {
    if (verdict.bucket + kBaseWindow > watermark) due_.emplace(verdict.bucket, std::get<0>(key));
    return true;
  });
  std::vector<SpaceKey> known;
  heads_.scan_prefix([&](const SpaceKey& key, const LineHead&) {
    known.push_back(key);
    return true;
  });
  for (const SpaceKey& key : known) clusters(key);
}

Discover::LineClusters& Discover::clusters(const SpaceKey& key) {
  auto& found = clusters_[key];
  if (!found) found = std::make_unique<LineClusters>(*this, std::get<0>(key), std::get<1>(key));
  return *found;
}

std::vector<Discover::LineClusters*> Discover::spaces_of(const std::string& line) const {
  std::vector<LineClusters*> spaces;
  for (auto it = clusters_.lower_bound({line, 0});
       it != clusters_.end() && std::get<0>(it->first) == line; ++it) {
    spaces.push_back(it->second.get());
  }
  return spaces;
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
    pass_hours(bucket);
    cluster(id, bucket);
  }
  if (watermark >= EventTime::end_of_time()) return;  // the end of the input is no point of time
  pass_hours(watermark);
}

// An hour passes before the buckets that begin in it, in whatever steps the watermark comes.
void Discover::pass_hours(EventTime until) {
  const EventTime hour = floor_to(until, std::chrono::hours{1});
  for (const auto& [key, clusters] : clusters_) clusters->tick(hour);
}

void Discover::cluster(const std::string& id, EventTime bucket) {
  std::vector<WaitingKey> keys;
  waiting_.scan_prefix(
      [&](const WaitingKey& key, const UnmatchedContact& contact) {
        clusters({id, contact.space}).add(contact);
        keys.push_back(key);
        return true;
      },
      id, bucket);
  for (const WaitingKey& key : keys) waiting_.erase(key);
  if (keys.empty() && !has_verdict(id, bucket)) return;  // what waited was taken back
  for (LineClusters* clusters : spaces_of(id)) clusters->close(bucket + kBaseWindow);
  retire_spaces(id, bucket + kBaseWindow);
}

bool Discover::has_verdict(const std::string& line, EventTime bucket) {
  bool found = false;
  verdicts_.scan_prefix(
      [&](const VerdictKey&, const ProposalVerdict& verdict) {
        found = verdict.bucket == bucket;
        return !found;
      },
      line);
  return found;
}

// The space with the latest contact stays, however long ago that was: nothing has replaced it.
void Discover::retire_spaces(const std::string& line, EventTime now) {
  std::vector<LineClusters*> spaces = spaces_of(line);
  std::erase_if(spaces, [](const LineClusters* clusters) { return clusters->empty(); });
  std::stable_sort(spaces.begin(), spaces.end(),
                   [](const auto* a, const auto* b) { return a->latest() > b->latest(); });
  for (std::size_t i = 1; i < spaces.size(); ++i) {
    if (i >= kMostSpaces || spaces[i]->latest() + kSpaceKept <= now) spaces[i]->retire();
  }
}

bool Discover::is_taken(const std::string& line, const std::string& id) {
  bool taken = false;
  scenarios_.scan_prefix(
      [&](const GroupKey&, const EmergentScenario& scenario) {
        taken = scenario.id == id;
        return !taken;
      },
      line);
  return taken;
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
  for (auto it = clusters_.begin(); it != clusters_.end();) {
    const bool over = !it->second->publish(out);
    if (over) heads_.erase(it->first);
    it = over ? clusters_.erase(it) : std::next(it);
  }
}

}  // namespace vocmap
