#include "operators/metrics/cells.h"

#include <xxhash.h>

#include <algorithm>

namespace vocmap {
namespace {

Sample sample_of(const std::string& contact_id) {
  return {XXH64(contact_id.data(), contact_id.size(), 0), contact_id};
}

void add_to_channel(Cell& cell, Channel channel, std::int64_t net) {
  auto place = std::lower_bound(cell.by_channel.begin(), cell.by_channel.end(), channel,
                                [](const auto& entry, Channel c) { return entry.first < c; });
  if (place == cell.by_channel.end() || place->first != channel) {
    place = cell.by_channel.insert(place, {channel, 0});
  }
  place->second += net;
  if (place->second == 0) cell.by_channel.erase(place);
}

void offer_sample(Cell& cell, const Sample& sample) {
  const auto place = std::lower_bound(cell.samples.begin(), cell.samples.end(), sample);
  if (place != cell.samples.end() && *place == sample) return;
  cell.samples.insert(place, sample);
  if (cell.samples.size() > kSamples) cell.samples.pop_back();
}

}  // namespace

void add_counts(Cell& into, const Cell& from) {
  into.contacts += from.contacts;
  for (const auto& [channel, count] : from.by_channel) add_to_channel(into, channel, count);
  for (const Sample& sample : from.samples) offer_sample(into, sample);
}

void Cells::add(const WindowKey& window, const ContactDelta& delta) {
  const auto& [line, size, start] = window;
  const std::int64_t net = static_cast<std::int64_t>(delta.added.size()) -
                           static_cast<std::int64_t>(delta.removed.size());
  const std::pair<std::string, std::string> places[] = {
      {"", ""}, {delta.stage, ""}, {delta.stage, delta.scenario}};
  for (const auto& [of_stage, of_scenario] : places) {
    Cell& cell = cells_.edit({line, size, start, of_stage, of_scenario});
    cell.contacts += net;
    add_to_channel(cell, delta.channel, net);
    for (const std::string& id : delta.added) offer_sample(cell, sample_of(id));
  }
}

void Cells::remember(const std::string& line, const ContactDelta& delta) {
  const auto change = [&](const std::string& id, std::int64_t by) {
    const ContactKey key{line, delta.start, delta.stage, delta.scenario, sample_of(id).hash, id};
    std::int64_t& count = contacts_.edit(key);
    count += by;
    if (count == 0) contacts_.erase(key);
  };
  for (const std::string& id : delta.added) change(id, +1);
  for (const std::string& id : delta.removed) change(id, -1);
}

void Cells::resample(const CellKey& key, const Window& window, const Belongs& belongs) {
  Cell& cell = cells_.edit(key);
  cell.samples.clear();
  contacts_.scan_range(std::tuple{std::get<0>(key), window.start},
                       std::tuple{std::get<0>(key), window.end},
                       [&](const ContactKey& contact, std::int64_t count) {
                         if (count > 0 && belongs(std::get<2>(contact), std::get<3>(contact))) {
                           offer_sample(cell, {std::get<4>(contact), std::get<5>(contact)});
                         }
                         return true;
                       });
}

void Cells::scan(const WindowKey& window,
                 const std::function<bool(const CellKey&, const Cell&)>& visit) {
  const auto& [line, size, start] = window;
  cells_.scan_prefix(visit, line, size, start);
}

void Cells::erase_window(const WindowKey& window) {
  std::vector<CellKey> keys;
  scan(window, [&](const CellKey& key, const Cell&) {
    keys.push_back(key);
    return true;
  });
  for (const CellKey& key : keys) cells_.erase(key);
}

void Cells::forget_contacts(const std::string& line, EventTime from, EventTime to) {
  std::vector<ContactKey> keys;
  contacts_.scan_range(std::tuple{line, from}, std::tuple{line, to},
                       [&](const ContactKey& key, std::int64_t) {
                         keys.push_back(key);
                         return true;
                       });
  for (const ContactKey& key : keys) contacts_.erase(key);
}

}  // namespace vocmap
