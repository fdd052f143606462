#include "operators/discover/tally.h"

#include <xxhash.h>

#include <algorithm>
#include <tuple>

namespace vocmap {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
constexpr std::size_t kHours = 49;  // two days and the hour that has begun

}  // namespace

void CustomerCount::add(std::uint64_t hash) {
  const auto place = std::lower_bound(smallest_.begin(), smallest_.end(), hash);
  if (place != smallest_.end() && *place == hash) return;
  smallest_.insert(place, hash);
  if (smallest_.size() > kSize) smallest_.pop_back();
}

void CustomerCount::add(const CustomerCount& other) {
  for (const std::uint64_t hash : other.smallest_) add(hash);
}

std::int64_t CustomerCount::value() const {
  if (smallest_.size() < kSize) return static_cast<std::int64_t>(smallest_.size());
  constexpr double kAll = 18446744073709551616.0;  // 2^64
  return static_cast<std::int64_t>((kSize - 1) * (kAll / static_cast<double>(smallest_.back())));
}

void Tally::add(const UnmatchedContact& contact) {
  ++contacts;
  customers.add(contact.customer);
  if (std::tie(contact.opened_at, contact.contact_id) < std::tie(first_at, first_contact)) {
    first_at = contact.opened_at;
    first_contact = contact.contact_id;
  }
  last_at = std::max(last_at, contact.opened_at);
  add_hour(floor_to(contact.opened_at, kHour), 1);
  add_verbatim(
      {XXH3_64bits(contact.contact_id.data(), contact.contact_id.size()), contact.contact_id,
       contact.verbatim, contact.language, contact.text_hash, contact.vector},
      kVerbatims);
}

void Tally::add(const Tally& other, std::size_t most_verbatims) {
  contacts += other.contacts;
  customers.add(other.customers);
  if (std::tie(other.first_at, other.first_contact) < std::tie(first_at, first_contact)) {
    first_at = other.first_at;
    first_contact = other.first_contact;
  }
  last_at = std::max(last_at, other.last_at);
  for (const auto& [hour, count] : other.hours) add_hour(hour, count);
  for (const Verbatim& verbatim : other.verbatims) add_verbatim(verbatim, most_verbatims);
}

void Tally::add_hour(EventTime hour, std::int64_t count) {
  const auto place = std::lower_bound(hours.begin(), hours.end(), std::pair{hour, INT64_MIN});
  if (place != hours.end() && place->first == hour) {
    place->second += count;
  } else {
    hours.insert(place, {hour, count});
  }
  const EventTime oldest = hours.back().first - kHour * (kHours - 1);
  std::erase_if(hours, [&](const auto& entry) { return entry.first < oldest; });
}

void Tally::add_verbatim(const Verbatim& verbatim, std::size_t most) {
  const bool known = std::any_of(verbatims.begin(), verbatims.end(), [&](const Verbatim& v) {
    return v.text_hash == verbatim.text_hash;
  });
  if (known || verbatim.text.empty()) return;
  const auto rank = [](const Verbatim& v) { return std::tie(v.rank, v.contact_id); };
  const auto place =
      std::upper_bound(verbatims.begin(), verbatims.end(), verbatim,
                       [&](const Verbatim& a, const Verbatim& b) { return rank(a) < rank(b); });
  verbatims.insert(place, verbatim);
  if (verbatims.size() > most) verbatims.pop_back();
}

std::int64_t Tally::contacts_between(EventTime from, EventTime to) const {
  std::int64_t sum = 0;
  for (const auto& [hour, count] : hours) {
    if (hour >= from && hour < to) sum += count;
  }
  return sum;
}

}  // namespace vocmap
