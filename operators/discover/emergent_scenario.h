#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operators/discover/clustering.h"
#include "operators/discover/tally.h"
#include "schemas/enums.h"

namespace vocmap {

// A group that was proposed as a scenario, as it is stored under (line, space, group).
struct EmergentScenario {
  std::string id;  // never changes
  EmergentStatus status = EmergentStatus::proposed;
  EventTime proposed_at;
  std::string merged_into;  // the older scenario that took it in
  Tally retired;            // of micro-clusters that were dropped
  std::optional<ProposalVerdict> verdict;
  std::optional<std::string> label_zh, label_en;
  std::int64_t labelled_contacts = 0;  // when the labels were made
  std::uint32_t revision = 0;          // published last
  std::uint64_t hash = 0;              // of what was published last
  EventTime ended_at;                  // since when it is decided or over
  std::string adopted_as;              // a scenario, empty: not adopted
  std::uint32_t adopted_in = 0;        // version of the taxonomy
  bool forgotten = false;              // stays until its key is deleted from the topic

  template <class Codec>
  void codec(Codec& c) {
    c(id, status, proposed_at, merged_into, retired, verdict, label_zh, label_en, labelled_contacts,
      revision, hash, ended_at, adopted_as, adopted_in, forgotten);
  }

  bool decided() const { return verdict.has_value() || !adopted_as.empty(); }
  bool over() const { return status == EmergentStatus::gone || status == EmergentStatus::merged; }
};

// Without a contact for so long a scenario is gone.
inline constexpr Duration kGoneAfter = std::chrono::days{14};

// The id of a scenario whose first contact this is.
std::string emergent_id(const std::string& line, EventTime first_at, const std::string& contact_id);

// What the last two days say at `now`.
EmergentStatus status_at(const EmergentScenario& scenario, const Tally& tally, EventTime now);

// Its JSON without the closing revision; `central` are the verbatims to show, the medoid first.
std::string write_emergent(const std::string& line, const EmergentScenario& scenario,
                           const Tally& tally, const std::vector<const Verbatim*>& central,
                           EventTime now, std::uint32_t taxonomy_version);

}  // namespace vocmap
