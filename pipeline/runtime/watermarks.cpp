#include "pipeline/runtime/watermarks.h"

#include <algorithm>
#include <map>
#include <optional>

namespace vocmap {

EventTime Watermarks::current() {
  const EventTime* own = own_.find({});
  return own ? *own : EventTime::min();
}

void Watermarks::expect_all(const WatermarkRecord& record) {
  for (const auto& [topic, count] : record.upstreams) {
    for (std::int32_t partition = 0; partition < count; ++partition) {
      const UpstreamKey key{topic, partition};
      if (upstreams_.find(key)) continue;
      // Upstreams that appear later start where the task already is: they cannot pull it back.
      upstreams_.edit(key).watermark = current();
    }
  }
}

EventTime Watermarks::merged(const WatermarkRecord& latest) {
  std::optional<EventTime> lowest_active;
  std::optional<UpstreamKey> first;
  bool draining = false;
  upstreams_.scan_prefix([&](const UpstreamKey& key, const Upstream& upstream) {
    const Topic topic = std::get<0>(key);
    if (is_input(topic) && !drives_watermark(topic)) return true;
    if (!first) first = key;
    const bool ended = upstream.ended > current();
    draining = draining || ended;
    if (!upstream.idle && !ended) {
      lowest_active = std::min(upstream.watermark, lowest_active.value_or(upstream.watermark));
    }
    return true;
  });
  if (lowest_active) return *lowest_active;
  if (draining) return current();                       // until the others have ended
  if (current() == EventTime::min()) return current();  // silence before the first event
  // Every upstream reports the same silence; one of them is the clock.
  if (first != UpstreamKey{latest.topic, latest.partition}) return current();
  return std::min(current() + Duration{latest.silence_ms}, latest.watermark);
}

bool Watermarks::all_ended(EventTime until) {
  bool any = false;
  bool all = true;
  upstreams_.scan_prefix([&](const UpstreamKey&, const Upstream& upstream) {
    any = true;
    all = upstream.ended >= until;
    return all;
  });
  return any && all;
}

InputEnds Watermarks::read_by_all() {
  std::map<std::pair<Topic, std::int32_t>, std::pair<std::int64_t, std::size_t>> least;
  std::size_t stages = 0;  // upstreams that are no inputs: each speaks of all inputs
  upstreams_.scan_prefix([&](const UpstreamKey& key, const Upstream& upstream) {
    if (!is_input(std::get<0>(key))) ++stages;
    for (const InputEnd& end : upstream.read) {
      auto& [offset, heard] =
          least.try_emplace({end.topic, end.partition}, end.offset, 0).first->second;
      offset = std::min(offset, end.offset);
      ++heard;
    }
    return true;
  });
  InputEnds read;
  for (const auto& [input, found] : least) {
    if (found.second < stages) continue;
    read.push_back({input.first, input.second, found.first});
  }
  return read;
}

bool Watermarks::update(const WatermarkRecord& record) {
  expect_all(record);
  Upstream& upstream = upstreams_.edit({record.topic, record.partition});
  upstream.idle = record.idle;
  if (record.ends) {
    upstream.ended = std::max(upstream.ended, record.watermark);
    upstream.read = record.read;
  } else {
    upstream.ended = EventTime::min();
    upstream.read.clear();
    if (!record.idle) upstream.watermark = std::max(upstream.watermark, record.watermark);
  }
  const EventTime next =
      record.ends && all_ended(record.watermark) ? record.watermark : merged(record);
  if (next <= current()) return false;
  own_.edit({}) = next;
  return true;
}

}  // namespace vocmap
