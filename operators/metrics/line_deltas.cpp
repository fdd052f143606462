#include "operators/metrics/line_deltas.h"

#include <algorithm>

#include "pipeline/core/frame.h"

namespace vocmap {

LineDeltas::Pending& LineDeltas::pending(const std::string& line, EventTime at) {
  Pending& pending = lines_[line];
  pending.newest = std::max(pending.newest, at);
  return pending;
}

void LineDeltas::add_contact(const CountedCell& cell, const std::string& contact_id, int sign) {
  pending(cell.line, cell.start)
      .contacts[{cell.scenario, cell.start, cell.channel, cell.stage, cell.taxonomy_version}]
               [contact_id] += sign;
}

void LineDeltas::add_exposure(const std::string& line, EventTime at, std::int64_t count) {
  pending(line, at).exposures[floor_to(at, kBaseWindow)] += count;
}

void LineDeltas::add_stock(const std::string& line, StockValue value) {
  pending(line, value.at).stocks.push_back(std::move(value));
}

void LineDeltas::add_sign_of_life(const std::string& line, std::optional<Channel> channel,
                                  EventTime at) {
  const auto [seen, is_new] =
      pending(line, at).feeds.try_emplace({channel, floor_to(at, kBaseWindow)}, at);
  if (!is_new) seen->second = std::max(seen->second, at);
}

void LineDeltas::add_unmatched(const std::string& line, UnmatchedContact contact) {
  lines_[line].unmatched.push_back(std::move(contact));
}

void LineDeltas::add_verdict(const std::string& line, ProposalVerdict verdict) {
  lines_[line].verdicts.push_back(std::move(verdict));
}

void LineDeltas::add_label(const LabelledContact& contact, int sign) {
  LabelDelta& delta = lines_[contact.line].labels[contact.week];
  delta.week = contact.week;
  delta.labelled += sign;
  delta.right += contact.right ? sign : 0;
}

void LineDeltas::add_measurement(Measurement measurement, int sign) {
  MeasuredAt& cell = measurement.cell;
  if (!measurement.only) cell.at = floor_to(cell.at, kBaseWindow);
  Pending& of_line = pending(cell.line, cell.at);
  add(of_line.measurements[{measurement.horizon, measurement.only, std::move(cell)}],
      measurement.amounts, sign);
}

void LineDeltas::flush(const TaxonomyHistory& taxonomies, Outbox& out) {
  for (auto& [line, pending] : lines_) {
    LineDelta delta;
    delta.line = line;
    std::uint32_t newest_version = taxonomies.at(pending.newest).version();
    for (const auto& [key, changes] : pending.contacts) {
      const auto& [scenario, start, channel, stage, version] = key;
      newest_version = std::max(newest_version, version);
      ContactDelta cell{scenario, start, channel, {}, {}, stage, version};
      for (const auto& [contact_id, net] : changes) {
        auto& list = net > 0 ? cell.added : cell.removed;
        for (int i = std::abs(net); i > 0; --i) list.push_back(contact_id);
      }
      if (!cell.added.empty() || !cell.removed.empty()) delta.contacts.push_back(std::move(cell));
    }
    for (const auto& [start, count] : pending.exposures) delta.exposures.push_back({start, count});
    delta.stocks = std::move(pending.stocks);
    for (const auto& [key, last] : pending.feeds) {
      delta.feeds.push_back({key.first, key.second, last});
    }
    delta.unmatched = std::move(pending.unmatched);
    delta.verdicts = std::move(pending.verdicts);
    for (const auto& [week, label] : pending.labels) delta.labels.push_back(label);
    // One that sums to nothing tells that subjects took each other's places: samples change.
    for (auto& [key, amounts] : pending.measurements) {
      const auto& [horizon, only, cell] = key;
      newest_version = std::max(newest_version, cell.taxonomy_version);
      delta.measurements.push_back({cell, horizon, only, std::move(amounts)});
    }
    std::string value = framed(FrameKind::data, newest_version);
    BinaryWriter{value}.put(delta);
    out.send(Topic::map_in, line, std::move(value));
  }
  lines_.clear();
}

}  // namespace vocmap
