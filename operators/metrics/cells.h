#pragma once

#include <string>
#include <vector>

#include "operators/metrics/window.h"
#include "pipeline/state/store.h"

namespace vocmap {

// A contact id that represents a cell: those with the smallest hashes do.
struct Sample {
  std::uint64_t hash = 0;
  std::string contact_id;

  friend auto operator<=>(const Sample&, const Sample&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(hash, contact_id);
  }
};

// What was published last under one metric key, so that only changes are published.
struct Published {
  std::uint8_t metric = 0;
  std::optional<Channel> channel;
  std::uint32_t revision = 0;
  std::uint64_t hash = 0;  // of the record without revision; 0: a tombstone

  template <class Codec>
  void codec(Codec& c) {
    c(metric, channel, revision, hash);
  }
};

// The counts of one line, stage or scenario in one window, with its channels.
struct Cell {
  std::int64_t contacts = 0;
  std::vector<std::pair<Channel, std::int64_t>> by_channel;  // ascending, counts not 0
  std::vector<Sample> samples;                               // ascending, at most 5
  std::vector<Published> published;

  template <class Codec>
  void codec(Codec& c) {
    c(contacts, by_channel, samples, published);
  }
};

// Line, window, then stage and scenario; both empty for the line, scenario empty for a stage.
using CellKey = std::tuple<std::string, WindowSize, EventTime, std::string, std::string>;

inline constexpr std::size_t kSamples = 5;

// Counts the contacts of `from` in `into` as well.
void add_counts(Cell& into, const Cell& from);

// Rolls the 5-minute deltas of contacts up to scenario, stage and line, and keeps the samples.
class Cells {
 public:
  explicit Cells(TaskState& state) : cells_(state), contacts_(state) {}

  // Applies a delta to the cells of the window of one size; `net` is its change of the count.
  void add(const WindowKey& window, const ContactDelta& delta);

  // Notes which contacts are counted; once per delta, before or after `add`.
  void remember(const std::string& line, const ContactDelta& delta);

  // After contacts left: fills up the samples of a cell of the window from the contacts that
  // remain; `belongs` says which scenarios of which stage are part of the cell.
  using Belongs = std::function<bool(const std::string& stage, const std::string& scenario)>;
  void resample(const CellKey& key, const Window& window, const Belongs& belongs);

  const Cell* find(const CellKey& key) { return cells_.find(key); }
  Cell& edit(const CellKey& key) { return cells_.edit(key); }

  // Visits all cells of a window in key order.
  void scan(const WindowKey& window, const std::function<bool(const CellKey&, const Cell&)>& visit);

  void erase_window(const WindowKey& window);
  // Forgets the contacts of a line in [from, to): their windows are final.
  void forget_contacts(const std::string& line, EventTime from, EventTime to);

 private:
  // line, 5-minute start, stage, scenario, hash, contact id -> how many times counted
  using ContactKey =
      std::tuple<std::string, EventTime, std::string, std::string, std::uint64_t, std::string>;

  Store<CellKey, Cell> cells_;
  Store<ContactKey, std::int64_t> contacts_;
};

}  // namespace vocmap
