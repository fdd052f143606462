#include "operators/enrich/fold_contact.h"

#include <algorithm>

#include "schemas/utf8.h"

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

// Adds each turn and each subject with its text once, with its place.
void add_texts(const Contact& event, std::uint32_t& length, ContactView& view) {
  const auto append = [&](const std::optional<std::string>& text, TextPlace& place) {
    if (!text || text->empty()) return;
    if (view.text) {
      *view.text += '\n';
      ++length;
    }
    if (place.end == 0) place.begin = length;
    if (!view.text) view.text.emplace();
    *view.text += *text;
    place.end = length += static_cast<std::uint32_t>(count_code_points(*text));
  };
  const auto [text, is_new] = view.text_places.try_emplace(words_of(event));
  if (is_new) {
    append(event.subject, text->second);
    append(event.text, text->second);
  }
  for (const Turn& turn : event.turns) {
    const auto [place, is_first] = view.turn_places.try_emplace(turn.seq);
    if (!is_first) continue;
    ++view.turns;
    if (turn.role == TurnRole::customer) append(turn.text, place->second);
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

void add_sentiment(const ContactState& state, ContactView& view) {
  std::vector<std::pair<EventTime, std::int32_t>> read;
  visit_texts(state, view.opened_at + kContactSpan, std::nullopt,
              [&](const ContactRecord&, const TextEvidence& text) {
                view.praise = view.praise || text.praise;
                if (text.sentiment) read.emplace_back(text.at, *text.sentiment);
              });
  if (read.empty()) return;
  std::stable_sort(read.begin(), read.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::int32_t last = read.back().second;
  ContactSentiment& of_all = view.sentiment.emplace(ContactSentiment{last, last, last, 0});
  std::int64_t sum = 0;
  for (const auto& [at, value] : read) {
    of_all.worst = std::min(of_all.worst, value);
    of_all.best = std::max(of_all.best, value);
    sum += value;
  }
  of_all.mean = static_cast<std::int32_t>(sum / static_cast<std::int64_t>(read.size()));
}

}  // namespace

ContactView fold_contact(const ContactState& state) {
  ContactView view;
  view.opened_at = find_opened_at(state.records);
  view.last_event = state.records.back().event.event;
  view.last_at = state.records.back().event.occurred_at;
  std::optional<std::string> given_language;
  std::uint32_t length = 0;  // of the text, in code points
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
    add_texts(event, length, view);
  }
  add_sentiment(state, view);
  if (given_language) view.language = language_of_tag(*given_language);
  if (!view.in_time) {
    view.line = state.records.front().event.line;
    view.channel = state.records.front().event.channel;
  }
  return view;
}

}  // namespace vocmap
