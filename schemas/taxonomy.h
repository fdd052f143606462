#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// A name or label by language tag ("zh", "en", ...).
using LocalizedText = std::map<std::string, std::string>;

// A rule of the user: the feature fires when a text contains one of `any` (after folding).
struct ScenarioRule {
  std::vector<std::string> any;
};

// One recurring reason to contact inside a stage. `id` is stable and unique in the taxonomy.
struct Scenario {
  std::string id;
  LocalizedText name;
  std::string definition;
  std::vector<std::string> examples;
  std::vector<std::string> counter_examples;
  std::vector<ScenarioRule> rules;
  std::optional<std::string> owner;
  std::optional<double> target_per_10k;
  std::optional<std::string> cause;
  std::optional<std::string> need_layer;
  std::optional<std::string> kano;
  std::optional<std::string> status;
};

// One step of the product journey, in journey order.
struct Stage {
  std::string id;
  LocalizedText name;
  std::vector<Scenario> scenarios;
};

// A declared feed of a line: `max_gap` of event time without a record makes its windows missing.
struct Feed {
  bool exposure = false;  // else a contact channel
  std::string channel;    // name of the channel when `exposure` is false
  Duration max_gap{};
};

struct Line {
  std::string id;
  LocalizedText name;
  std::optional<std::string> lifecycle;
  std::string time_zone = "UTC";  // IANA name; bounds of day windows
  ExposureKind exposure_kind = ExposureKind::order;
  std::optional<Duration> exposure_lag;  // unset: auto
  bool trust_given_scenario = false;
  std::vector<Feed> feeds;
  std::vector<Stage> stages;
};

enum class ChangeKind : std::uint8_t { rename, merge, split, adopt };

template <>
struct EnumNames<ChangeKind> {
  static constexpr std::array<std::string_view, 4> values = {"rename", "merge", "split", "adopt"};
};

// What became of scenarios since the version before: `from` are ids of that version (of an
// adoption: one emergent id, "<line>.emergent.<hash>"), `into` ids of this one. A rename has one of
// each, a merge one `into`, a split one `from`.
struct TaxonomyChange {
  ChangeKind kind{};
  std::vector<std::string> from, into;
};

// One version of journeys.yaml. `effective_from` (event time) is unset for the first version only.
struct Taxonomy {
  std::uint32_t version = 1;
  std::optional<EventTime> effective_from;
  std::vector<TaxonomyChange> changes;
  std::vector<Line> lines;
  std::uint64_t hash = 0;  // xxh64 of the file's bytes; named in every lineage header
};

}  // namespace vocmap
