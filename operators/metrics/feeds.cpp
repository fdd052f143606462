#include "operators/metrics/feeds.h"

#include <algorithm>

namespace vocmap {

void FeedLog::add(const std::string& line, const FeedSeen& seen) {
  EventTime& last = seen_.edit({line, code_of(seen.channel), seen.start});
  last = std::max({last, seen.start, seen.last});
}

bool FeedLog::silent(const std::string& line, std::uint8_t feed, EventTime from, EventTime to) {
  bool found = false;
  seen_.scan_range(std::tuple{line, feed, floor_to(from, kBaseWindow)}, std::tuple{line, feed, to},
                   [&](const SeenKey&, const EventTime& last) {
                     found = last >= from;
                     return !found;
                   });
  return !found;
}

bool FeedLog::missing(const Line& line, const Window& window) {
  return std::any_of(line.feeds.begin(), line.feeds.end(), [&](const Feed& feed) {
    const auto channel =
        feed.exposure ? std::optional<Channel>{} : parse_enum<Channel>(feed.channel);
    const Duration span = std::max(feed.max_gap, window.end - window.start);
    return silent(line.id, code_of(channel), window.end - span, window.end);
  });
}

void FeedLog::expire(EventTime horizon) {
  std::vector<SeenKey> old;
  seen_.scan_prefix([&](const SeenKey& key, const EventTime& last) {
    if (last < horizon) old.push_back(key);
    return true;
  });
  for (const SeenKey& key : old) seen_.erase(key);
}

}  // namespace vocmap
