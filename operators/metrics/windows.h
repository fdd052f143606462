#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "operators/metrics/cells.h"
#include "operators/metrics/feeds.h"
#include "operators/metrics/stock.h"

namespace vocmap {

// One cell of a window as it stands now. `stage` and `scenario` are null for the line itself, and
// for the cells of `none`, whose ids are kNone.
struct CellReading {
  std::string stage_id, scenario_id;
  const Stage* stage = nullptr;
  const Scenario* scenario = nullptr;
  const Cell* cell = nullptr;
  std::vector<std::string> restated_from;  // scenario ids, of a restated reading
};

// One window as it stands now, with its cells in journey order: the line, then each stage followed
// by its scenarios, `none` last. Null exposure comes with the reason. The order and the names are
// those of the version in force at the window's end; cells of other versions follow.
struct WindowReading {
  std::string line_id;
  const Line* line = nullptr;                     // null: unknown to the taxonomy
  std::uint32_t taxonomy_version = 0;             // at the window's end
  std::vector<std::uint32_t> decided_by;          // versions under which its contacts were decided
  bool of_several_versions = false;               // some cells are not of the version at its end
  std::vector<const TaxonomyIndex*> restated_by;  // later versions that rename or merge its cells
  std::optional<std::uint32_t> restated;  // this reading has only what that version renames, merges
  WindowSize size{};
  Window window;
  std::optional<double> exposure;
  bool feed_missing = false;
  bool closed = false;  // the watermark has passed the end
  bool final = false;   // nothing revises it any more
  std::vector<CellReading> cells;
  std::vector<std::pair<std::string, std::string>> emptied;  // published cells that are no more

  // Whether a contact was decided under another version than the one at the end.
  bool mixed() const {
    return decided_by.size() > 1 || (decided_by.size() == 1 && decided_by[0] != taxonomy_version);
  }
  // Why rates are null; empty when they are not.
  std::string_view reason() const {
    if (feed_missing) return "feed_missing";
    return !exposure || *exposure <= 0 ? "no_exposure" : "";
  }
};

struct WindowRules {
  Duration lateness = std::chrono::hours{24};
  Duration horizon = std::chrono::hours{24};
};

// All open windows of a MAP task: applies deltas, knows what changed, and says when a window
// closes and when it is final. A window exists while its line has a contact or a flow exposure.
class Windows {
 public:
  Windows(const TaxonomyHistory& taxonomies, WindowRules rules, TaskState& state);

  void resume(EventTime watermark);
  void apply(const LineDelta& delta);
  void advance(EventTime watermark);

  // Visits each changed window since the last call, oldest end first; `visit` may change the
  // `published` part of its cells. Windows that became final are visited once more, then forgotten.
  struct Visitor {
    virtual ~Visitor() = default;
    virtual void changed(const WindowReading& reading) = 0;
    virtual void vanished(const WindowKey& window) = 0;  // back to no contact and no exposure
    virtual void forgotten(const WindowKey&) {}          // it is final; after the last visit
  };
  void publish(Visitor& visitor);
  // Forgets stocks and feeds that no window needs any more; when all is published that reads them.
  void expire();

  Cells& cells() { return cells_; }

  // Exposure of a window, whether it exists here or not, and why it cannot be divided by; an empty
  // reason: it can.
  std::pair<std::optional<double>, std::string> exposure(const WindowKey& key, EventTime end);
  // Start of the line's first window at or after `from` that has a contact or a flow exposure.
  std::optional<EventTime> first_since(const std::string& line, WindowSize size, EventTime from);
  // Of lines whose exposure is a stock: that of a region or product alone.
  std::optional<double> stock_of(const std::string& line, const Window& window,
                                 const std::string& region, const std::string& product);
  // The regions, or products, that have one.
  std::set<std::string> stocked(const std::string& line, const Window& window, bool by_region) {
    return stocks_.values(line, window.end, by_region);
  }

  // A window as it is stored.
  struct Head {
    EventTime end;
    std::int64_t contacts = 0;
    std::int64_t exposure = 0;  // of flows
    bool changed = false;       // since the last publication
    bool closed = false;
    std::vector<std::pair<std::uint32_t, std::int64_t>> by_version;  // contacts, ascending, not 0

    template <class Codec>
    void codec(Codec& c) {
      c(end, contacts, exposure, changed, closed, by_version);
    }
  };

 private:
  const Line* line_at(const std::string& line, EventTime t) const;
  WindowKey touch(const std::string& line, WindowSize size, EventTime t);
  void mark(const WindowKey& key, Head& head);
  void mark_range(const std::string& line, EventTime from, EventTime to);
  void apply_contacts(const std::string& line, const ContactDelta& delta);
  void refill_samples(const WindowKey& key, const ContactDelta& delta);
  void mark_restated(EventTime before);
  bool is_final(const Head& head) const;
  WindowReading read_exposure(const WindowKey& key, const Head& head);  // without cells
  WindowReading read(const WindowKey& key, const Head& head);
  std::optional<double> exposure_of(const WindowReading& reading, const Head& head);
  void add_cell(WindowReading& reading, const Stage* stage, const Scenario* scenario,
                std::string_view stage_id, std::string_view scenario_id);
  void add_cells_of(const TaxonomyIndex& version, WindowReading& reading);
  void add_stored_cells(const WindowKey& key, WindowReading& reading);
  void find_restatements(WindowReading& reading) const;
  void forget(const WindowKey& key, const Window& window);

  const TaxonomyHistory& taxonomies_;
  const WindowRules rules_;
  EventTime watermark_ = EventTime::min();
  EventTime expired_at_ = EventTime::min();

  Store<WindowKey, Head> heads_;
  Cells cells_;
  StockTimelines stocks_;
  FeedLog feeds_;

  // In memory, rebuilt from the heads: windows by end, and which of them changed.
  std::map<std::pair<EventTime, WindowKey>, bool> by_end_;
};

}  // namespace vocmap
