#pragma once

#include <cstdlib>
#include <iostream>
#include <string>

#include "operators/workforce/agent_time.h"

namespace vocmap {

inline unsigned seed() {
  const char* given = std::getenv("VOCMAP_SEED");
  const auto seed = static_cast<unsigned>(given ? std::atoi(given) : 20260307);
  std::cout << "VOCMAP_SEED=" << seed << '\n';
  return seed;
}

constexpr EventTime kTen{1'772'964'000'000};  // 2026-03-08T10:00:00Z
constexpr Duration kAnHour = std::chrono::hours{1};

// An interval of team `care`, in ms after ten.
inline AgentInterval interval(std::string key, AgentState state, std::string contact,
                              std::int64_t from_ms, std::int64_t to_ms) {
  AgentInterval made;
  made.key = std::move(key);
  made.kind.team_id = "care";
  made.kind.state = state;
  made.kind.contact_id = std::move(contact);
  made.kind.paid = state != AgentState::logout;
  made.started_at = {kTen.ms + from_ms};
  made.ended_at = {kTen.ms + to_ms};
  return made;
}

}  // namespace vocmap
