#include "pipeline/cli/generate/arrival_queue.h"

#include <algorithm>
#include <utility>

namespace vocmap {
namespace {

constexpr std::int64_t kMaxDelayMs = 20'000;

// The same record with one more field: equal in its de-duplication key, different as a payload.
std::string with_another_payload(std::string value) {
  value.pop_back();
  return value + R"(,"app_version":"9.9.9"})";
}

// True `wanted` times in `of` calls that count up from 1, evenly spread.
bool is_turn(std::int64_t count, std::int64_t wanted, std::int64_t of) {
  return count * wanted / of != (count - 1) * wanted / of;
}

}  // namespace

ArrivalQueue::ArrivalQueue(std::int64_t records, std::int64_t duplicates, std::int64_t conflicts,
                           std::uint64_t seed)
    : records_(records), duplicates_(duplicates), conflicts_(conflicts), random_(seed) {}

bool ArrivalQueue::later(const Waiting& a, const Waiting& b) {
  return a.arrival != b.arrival ? a.arrival > b.arrival : a.number > b.number;
}

std::optional<GeneratedRecord> ArrivalQueue::copy_of(const GeneratedRecord& record,
                                                     TopicTruth& topic) {
  const std::int64_t wanted = duplicates_ + conflicts_;
  if (!is_turn(++seen_, wanted, records_)) return std::nullopt;
  GeneratedRecord copy = record;
  if (is_turn(++copied_, conflicts_, wanted)) {
    copy.value = with_another_payload(std::move(copy.value));
    ++topic.conflicting;
  } else {
    ++topic.duplicate;
  }
  ++topic.read;
  return copy;
}

void ArrivalQueue::put(GeneratedRecord record, bool copies, PlantedTruth& truth) {
  TopicTruth& topic = truth.topic(record.topic);
  ++topic.read;
  const std::int64_t delay = random_.below(kMaxDelayMs);
  const EventTime arrival = record.event_time + Duration{delay};
  const EventTime copy_arrival = arrival + Duration{random_.below(kMaxDelayMs - delay)};
  std::optional<GeneratedRecord> copy;
  if (copies) copy = copy_of(record, topic);
  queue(std::move(record), arrival);
  if (copy) queue(std::move(*copy), copy_arrival);
}

void ArrivalQueue::queue(GeneratedRecord record, EventTime arrival) {
  std::size_t place = places_.size();
  if (free_.empty()) {
    places_.emplace_back();
  } else {
    place = free_.back();
    free_.pop_back();
  }
  places_[place] = std::move(record);
  order_.push_back({arrival, next_number_++, place});
  std::push_heap(order_.begin(), order_.end(), later);
}

GeneratedRecord ArrivalQueue::take() {
  std::pop_heap(order_.begin(), order_.end(), later);
  const std::size_t place = order_.back().place;
  order_.pop_back();
  free_.push_back(place);
  return std::move(places_[place]);
}

}  // namespace vocmap
