#include "pipeline/cli/inspect/store_layout.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "pipeline/cli/inspect/json_dump.h"
#include "pipeline/state/ordered_key.h"

namespace vocmap {
namespace {

// A comma-separated list as a template argument.
template <std::size_t N>
struct Text {
  constexpr Text(const char (&text)[N]) { std::copy_n(text, N, bytes); }  // NOLINT: implicit
  constexpr std::string_view view() const { return {bytes, N - 1}; }
  char bytes[N]{};
};

// A value whose struct is private to its operator: its members by type and name.
template <Text Names, class... T>
struct Members {
  std::tuple<T...> values;

  template <class Codec>
  void codec(Codec& c) {
    std::apply([&c](T&... v) { c(v...); }, values);
  }
};
template <Text Names, class... T>
struct NamesOfMembers {
  static constexpr auto names = split_names<sizeof...(T)>(Names.view());
};

}  // namespace

template <Text Names, class... T>
struct StoredNames<Members<Names, T...>> : NamesOfMembers<Names, T...> {};

namespace {

// Whether a key part can be read; ordered_key's own reader takes a damaged key for a bug.
template <class Part>
bool skip(std::string_view& bytes) {
  std::size_t size = sizeof(Part);
  if constexpr (std::is_same_v<Part, std::string>) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += bytes[i] == '\0' ? 2 : 1) {
      if (bytes[i] != '\0' || bytes[i + 1] == '\xff') continue;
      if (bytes[i + 1] != '\1') return false;
      bytes.remove_prefix(i + 2);
      return true;
    }
    return false;
  }
  if (bytes.size() < size) return false;
  bytes.remove_prefix(size);
  return true;
}

template <class Part>
std::string text_of(const Part& part) {
  if constexpr (std::is_same_v<Part, std::string>) {
    return part;
  } else if constexpr (std::is_same_v<Part, EventTime>) {
    return format_rfc3339(part);
  } else if constexpr (NamedEnum<Part>) {
    return std::string{name_of(part)};
  } else {
    return std::to_string(part);
  }
}

template <class Part>
bool in_range(const Part& part) {
  if constexpr (NamedEnum<Part>) {
    return static_cast<std::size_t>(part) < EnumNames<Part>::values.size();
  }
  return true;
}

template <Text Names, class... Parts>
std::optional<StoreLayout::Key> read_key(std::string_view bytes) {
  std::string_view rest = bytes;
  if (!(skip<Parts>(rest) && ...) || !rest.empty()) return std::nullopt;
  const auto parts = ordered_key::key_from<std::tuple<Parts...>>(bytes);
  JsonWriter json;
  json.begin_object();
  StoreLayout::Key key;
  [[maybe_unused]] static constexpr auto names = split_names<sizeof...(Parts)>(Names.view());
  [[maybe_unused]] std::size_t i = 0;
  const bool valid = std::apply([](const auto&... part) { return (in_range(part) && ...); }, parts);
  if (!valid) return std::nullopt;
  std::apply(
      [&](const auto&... part) {
        ((json.member(names[i], part), key.text += (i++ > 0 ? "|" : "") + text_of(part)), ...);
      },
      parts);
  key.json = json.end_object().take();
  return key;
}

template <class Value>
std::optional<std::string> read_value(std::string_view bytes) {
  const std::optional<Value> value = decode<Value>(bytes);
  if (!value) return std::nullopt;
  JsonWriter json;
  JsonDump{json}.put(*value);
  return json.take();
}

template <class Value, Text KeyNames, class... KeyParts>
constexpr StoreLayout store(std::string_view name) {
  bool text = false;
  if constexpr (sizeof...(KeyParts) > 0) {
    text = std::is_same_v<std::tuple_element_t<0, std::tuple<KeyParts...>>, std::string>;
  }
  return {name, read_key<KeyNames, KeyParts...>, read_value<Value>, text};
}

using Hash = std::uint64_t;
using String = std::string;

constexpr StoreLayout kUpstreams =
    store<Members<"watermark, idle, ended, read", EventTime, bool, EventTime, InputEnds>,
          "topic, partition", Topic, std::int32_t>("upstreams");
constexpr StoreLayout kWatermark = store<EventTime, "">("watermark");

constexpr std::array kJourney = {
    kUpstreams,
    kWatermark,
    store<std::vector<std::pair<DeduplicationKey, Hash>>, "bucket, first", EventTime, Hash>(
        "deduplication"),
    store<CustomerState, "customer", String>("customers"),
    store<ContactState, "customer, contact_id", String, String>("contacts"),
    store<ReceivedLedger, "topic, partition", Topic, std::int32_t>("ledger"),
    store<bool, "at, customer, contact_id", EventTime, String, String>("timers"),
    // The value is the hash of the taxonomy file under which the contact was scored.
    store<Hash, "customer, contact_id", String, String>("unread"),
    store<CustomerHistory, "customer", String>("histories"),
    store<AgentHour, "hour, agent", EventTime, String>("agent_hours"),
};

using Window =
    Members<"end, contacts, exposure, changed, closed, by_version", EventTime, std::int64_t,
            std::int64_t, bool, bool, std::vector<std::pair<std::uint32_t, std::int64_t>>>;
using StockPoint = Members<"at, order_id, count", EventTime, String, std::int64_t>;
using PublishedMap = Members<"revision, hash", std::uint32_t, Hash>;
using LabelledWeek = Members<"labelled, right, changed, revision, hash", std::int64_t, std::int64_t,
                             bool, std::uint32_t, Hash>;
using MeasuredHead =
    Members<"end, changed, exposure, whole, breakdowns", EventTime, bool, MeasuredExposure,
            MeasuredWindows::Deferred, MeasuredWindows::Deferred>;
using DayCounts = Members<"contacts, exposure", std::int64_t, std::int64_t>;
using LastBattleMap = Members<"revision, hash, end, changed", std::uint32_t, Hash, EventTime, bool>;

constexpr std::array kMap = {
    kUpstreams,
    kWatermark,
    store<Window, "line, size, start", String, WindowSize, EventTime>("windows"),
    store<Cell, "line, size, start, stage, scenario", String, WindowSize, EventTime, String,
          String>("cells"),
    store<std::int64_t, "line, start, stage, scenario, hash, contact_id", String, EventTime, String,
          String, Hash, String>("counted"),
    store<std::vector<StockPoint>, "line, region, product", String, String, String>("stocks"),
    // The feed is 0 for the exposure, else the channel's number + 1.
    store<EventTime, "line, feed, bucket", String, std::uint8_t, EventTime>("feeds"),
    store<PublishedMap, "line, size, start", String, WindowSize, EventTime>("experience_maps"),
    store<std::vector<Published>, "line, size, start, version, stage, scenario", String, WindowSize,
          EventTime, std::uint32_t, String, String>("restated"),
    store<UnmatchedContact, "line, bucket, opened_at, contact_id, customer", String, EventTime,
          EventTime, String, Hash>("unmatched"),
    store<Discover::LineHead, "line, space", String, Hash>("discovered_lines"),
    store<MicroCluster, "line, space, number", String, Hash, std::uint64_t>("micro_clusters"),
    store<RecentText, "line, space, slot", String, Hash, std::uint64_t>("recent_texts"),
    store<Tally, "line, space, number", String, Hash, std::uint64_t>("tallies"),
    store<EmergentScenario, "line, space, group", String, Hash, std::uint32_t>(
        "emergent_scenarios"),
    store<ProposalVerdict, "line, proposal", String, String>("verdicts"),
    store<LabelledWeek, "line, week", String, EventTime>("labels"),
    store<MeasuredHead, "line, horizon, size, start", String, Horizon, WindowSize, EventTime>(
        "measured_windows"),
    store<MeasuredSums, "line, horizon, size, start, stage, scenario, breakdown, value", String,
          Horizon, WindowSize, EventTime, String, String, String, String>("measured_cells"),
    store<MeasuredSums, "line, horizon, size, start, stage, scenario, breakdown, value", String,
          Horizon, WindowSize, EventTime, String, String, String, String>("measured_breakdowns"),
    store<ForecastContacts::LineState, "line", String>("forecast_lines"),
    store<ForecastContacts::Series, "line, channel", String, String>("forecast_series"),
    store<DayCounts, "line, start, breakdown, value", String, EventTime, String, String>(
        "day_counts"),
};

constexpr std::array kRank = {
    kUpstreams,
    kWatermark,
    store<DayRow, "start, line", EventTime, String>("days"),
    store<LastBattleMap, "">("battle_map"),
    store<Hash, "version", std::uint32_t>("taxonomies"),
};

}  // namespace

std::span<const StoreLayout> stores_of(std::string_view stage) {
  if (stage == "journey") return kJourney;
  if (stage == "map") return kMap;
  if (stage == "rank") return kRank;
  return {};
}

}  // namespace vocmap
