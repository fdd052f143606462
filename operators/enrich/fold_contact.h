#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "operators/enrich/contact_state.h"
#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

// Where a text lies in that of its contact, in code points: [begin, end).
struct TextPlace {
  std::uint32_t begin = 0, end = 0;
};

// How the customer's texts feel, in the order of their times; in 1/1000 from -1000 to 1000.
struct ContactSentiment {
  std::int32_t worst = 0, best = 0, last = 0, mean = 0;
};

// What a contact is, read from all its records: line and channel of the first, other values of the
// last that has them. `in_time` is false when no record lies within 24 h of the opening; such a
// contact is not counted.
struct ContactView {
  EventTime opened_at;
  bool in_time = false;
  std::string line;  // as given
  Channel channel{};
  Direction direction = Direction::inbound;
  PartyType party_type = PartyType::customer;
  std::optional<Handler> handler;
  std::optional<std::string> order_id, product_id, region, app_version, tier, agent_id, team_id,
      given_scenario;
  std::string language;  // empty without text
  std::optional<std::string> text;
  std::map<std::int64_t, TextPlace> turn_places;                         // by seq
  std::map<std::pair<std::string, std::string>, TextPlace> text_places;  // by subject and text
  std::size_t turns = 0;
  std::optional<ContactSentiment> sentiment;  // unset: no text says anything
  bool praise = false;
  ContactEvent last_event{};
  EventTime last_at;
};

inline constexpr Duration kContactSpan = std::chrono::hours{24};

// REQUIRES: at least one record.
ContactView fold_contact(const ContactState& state);

// Words of the contact's text that carried its scenario, or a part that is about another one.
struct DecidedSpan {
  TextPlace place;
  std::int32_t share = 0;  // of the scenario's evidence, in 1/1000
  std::string rule;        // the phrase of the user's rule that fired here; empty: none
};
struct OtherMatter {
  std::uint16_t scenario = 0;
  TextPlace place;
  std::optional<std::int32_t> probability;  // in 1/1000, of calibrated evidence
};

// The scenario that the contact's texts speak for.
struct Decision {
  const TaxonomyIndex* taxonomy = nullptr;
  const Line* line = nullptr;             // null: the taxonomy does not know it
  std::optional<std::uint16_t> scenario;  // unset: none
  bool given = false;                     // by the source system, which the line trusts
  bool corrected = false;                 // by a person
  std::optional<std::uint16_t> by_text;   // what the texts speak for, whoever decides
  std::uint64_t unread_hash = 0;  // of the taxonomy file of its evidence; 0: the file is known here
  std::int64_t score = 0;
  std::int64_t none_score = 0;
  std::int64_t whole = 0;  // what all scores sum to; 0 unless all evidence is calibrated
  std::vector<std::pair<std::uint16_t, std::int64_t>> alternatives;  // next best, at most 3
  // Of the decision being right, in 1/1000; unset unless all evidence is calibrated. At the wanted
  // precision or above a scenario is assigned, below it probable.
  std::optional<std::int32_t> probability;
  // What carried the scenario, in the order of the text, at most Evidence::kMaxSpans; none when it
  // was given or corrected. Never empty for a scenario that evidence decided.
  std::vector<DecidedSpan> spans;
  // What else the texts clearly name beside the scenario, clearest first, at most kMaxAlso.
  std::vector<OtherMatter> also;
  TextVector vector{};          // of the texts that carried one; zero without
  std::uint64_t space = 0;      // of the vector: that of the last text that carried one
  std::uint64_t text_hash = 0;  // of these texts
};
inline constexpr std::size_t kMaxAlso = 3;

// Sums the evidence of the distinct customer turns and texts within 24 h of the opening, under the
// taxonomy version of the contact's first record. Greatest sum wins, ties go to the smallest id,
// `none` wins only when strictly greater. A scenario that a trusted source gives goes before, and
// before both what a person says (`correction`, null without), if the contact's version knows it.
Decision decide_scenario(const ContactState& state, const ContactView& view,
                         const Correction* correction, const TaxonomyHistory& taxonomies);

// As published: kUnknownLine and kNone included.
std::string_view line_id(const Decision& decision);
std::string_view stage_id(const Decision& decision);
std::string_view scenario_id(const Decision& decision);

}  // namespace vocmap
