#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "operators/workforce/agent_time.h"

namespace vocmap {

// A ratio with its parts; 0 / 0 is unknown.
struct WorkRatio {
  std::int64_t numerator = 0, denominator = 0;

  friend bool operator==(const WorkRatio&, const WorkRatio&) = default;
};

// What the ratios of agents' time are made of, in ms. Sums of any agents, hours and lines.
struct StateTime {
  static constexpr std::size_t kStates = EnumNames<AgentState>::values.size();
  std::array<std::int64_t, kStates> all{}, paid{};  // by state; `paid` is part of `all`

  void add(const TimeSlice& slice);
  std::int64_t paid_ms() const;

  friend bool operator==(const StateTime&, const StateTime&) = default;
};

// With a contact at hand: talk, hold, wrap, contact_work.
constexpr bool is_contact_work(AgentState state) {
  return state <= AgentState::contact_work;
}

// How busy those are who stand ready: (talk + hold + wrap + contact_work) / (those + available).
// The field's "agent occupancy", of logged-in time, so time that is not paid counts (ICMI;
// Cleveland, Call Center Management on Fast Forward).
WorkRatio occupancy(const StateTime& time);

// How much of what is paid is work for customers: paid (talk + hold + wrap + contact_work +
// back_office + kb_search + quick_reply) / paid. SWPP: the per cent of agent time that is utilised
// to service the customers, research and e-mail included; qa, training and meeting are not.
WorkRatio utilisation(const StateTime& time);

// How much of what is paid is lost to contacts: paid time neither in contact work nor available /
// paid. ICMI: time for which agents are paid and not available to handle contacts, which is the
// number that staffing needs beside Erlang's. Back-office work is lost in this sense, and utilised.
WorkRatio shrinkage(const StateTime& time);

// Searches of the knowledge base: intervals of kb_search, each whole and in the hour of its start,
// whatever else the agent did meanwhile.
struct KnowledgeUse {
  std::int64_t searches = 0, search_ms = 0;
  std::int64_t counted = 0,
               without_result = 0;  // searches whose number of results is known; 0 of them

  WorkRatio time_per_search() const { return {search_ms, searches}; }
  WorkRatio no_result_rate() const { return {without_result, counted}; }

  void add(const AgentInterval& interval);

  friend bool operator==(const KnowledgeUse&, const KnowledgeUse&) = default;
};

}  // namespace vocmap
