#pragma once

#include <string>
#include <vector>

namespace vocmap {

// A case of tests/golden/topology.
struct GoldenCase {
  std::string name;
  bool any_order = true;  // false: records are late or conflicting, so their order decides
  // false: too many cells for a simulation with faults, where every record that is written may take
  // time and a transaction has about a second; or it came after the seeds that failed once, which
  // would stand for other runs
  bool under_faults = true;
};

inline const std::vector<GoldenCase>& golden_cases() {
  static const std::vector<GoldenCase> kCases = {
      {"agents_at_several_chats_over_midnight", true, false},
      {"contact_from_lifecycle_and_single_record"},
      {"contacts_and_their_journeys_cost", true, false},
      {"duplicate_and_conflicting", false},
      {"emergent_scenario_is_proposed", false, false},
      {"ended_hours_are_forecast", true, false},
      {"evidence_of_all_turns_decides"},
      {"feed_missing"},
      {"idle_and_stock_exposure"},
      {"journey_over_three_channels", true, false},
      {"journeys_settle_by_word_or_silence", true, false},
      {"late_event_revises_its_window"},
      {"late_exactly_at_the_lateness", false},
      {"lines_of_a_later_version", true, false},
      {"local_day_windows"},
      {"moved_contact_leaves_its_window"},
      {"opened_too_old"},
      {"order_join_given_and_inferred_late_order"},
      {"people_correct_and_label_contacts", true, false},
      {"renamed_and_merged_scenarios", true, false},
      {"service_rate_changed_by_rate_and_mix", true, false},
      {"taxonomy_version_by_event_time"},
      {"two_journeys_merged_by_a_late_contact", true, false},
      {"two_matters_and_the_words_that_decided", true, false},
      {"unknown_line_and_none"},
  };
  return kCases;
}

}  // namespace vocmap
