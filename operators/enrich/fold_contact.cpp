#include "operators/enrich/fold_contact.h"

#include <algorithm>

namespace vocmap {
namespace {

EventTime find_opened_at(const std::vector<ContactRecord>& records) {
  std::optional<EventTime> smallest_given;
  for (const ContactRecord& r : records) {
    if (r.event.event == ContactEvent::opened) {
      return r.event.opened_at.value_or(r.event.occurred_at);
    }
    if (r.event.opened_at && (!smallest_given || *r.event.opened_at < *smallest_given)) {
      smallest_given = r.event.opened_at;
    }
  }
  return smallest_given.value_or(records.front().event.occurred_at);
}

template <class T>
void take(std::optional<T>& last, const std::optional<T>& value) {
  if (value) last = value;
}

// The product's four languages from a BCP 47 tag.
std::string language_of_tag(std::string_view tag) {
  if (tag.starts_with("en")) return "en";
  if (!tag.starts_with("zh")) return "other";
  const bool traditional = tag.find("Hant") != tag.npos || tag.find("TW") != tag.npos ||
                           tag.find("HK") != tag.npos || tag.find("MO") != tag.npos;
  return traditional ? "zh-Hant" : "zh-Hans";
}

// What was added to the text already: turns by seq, subject + text by their words.
struct Seen {
  std::set<std::int64_t> turns;
  std::set<std::pair<std::string, std::string>> texts;
};

void add_texts(const Contact& event, Seen& seen, ContactView& view) {
  const auto append = [&](const std::optional<std::string>& text) {
    if (!text || text->empty()) return;
    if (!view.text) {
      view.text = *text;
    } else {
      *view.text += '\n' + *text;
    }
  };
  if (seen.texts.emplace(event.subject.value_or(""), event.text.value_or("")).second) {
    append(event.subject);
    append(event.text);
  }
  for (const Turn& turn : event.turns) {
    if (!seen.turns.insert(turn.seq).second) continue;
    ++view.turns;
    if (turn.role == TurnRole::customer) append(turn.text);
  }
}

void take_values(const Contact& event, ContactView& view) {
  view.direction = event.direction.value_or(view.direction);
  view.party_type = event.party_type.value_or(view.party_type);
  take(view.handler, event.handler);
  take(view.order_id, event.order_id);
  take(view.product_id, event.product_id);
  take(view.region, event.region);
  take(view.app_version, event.app_version);
  take(view.tier, event.tier);
  take(view.agent_id, event.agent_id);
  take(view.team_id, event.team_id);
  take(view.given_scenario, event.scenario_id);
}

}  // namespace

ContactView fold_contact(const ContactState& state) {
  ContactView view;
  view.opened_at = find_opened_at(state.records);
  view.last_event = state.records.back().event.event;
  view.last_at = state.records.back().event.occurred_at;
  std::optional<std::string> given_language;
  Seen seen;
  for (const ContactRecord& record : state.records) {
    const Contact& event = record.event;
    if (event.occurred_at > view.opened_at + kContactSpan) continue;
    if (!view.in_time) {
      view.in_time = true;
      view.line = event.line;
      view.channel = event.channel;
    }
    take_values(event, view);
    take(given_language, event.lang);
    if (view.language.empty()) view.language = record.language;
    add_texts(event, seen, view);
  }
  if (given_language) view.language = language_of_tag(*given_language);
  if (!view.in_time) {
    view.line = state.records.front().event.line;
    view.channel = state.records.front().event.channel;
  }
  return view;
}

}  // namespace vocmap
