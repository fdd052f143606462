#include "operators/forecast/forecast_contacts.h"

#include <algorithm>

#include "operators/metrics/publish_metrics.h"

namespace vocmap {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
constexpr Duration kRest = std::chrono::hours{24};  // from then on a silent line is not read
constexpr int kHoursAhead = 24;

constexpr std::uint16_t kHandleTime = metric_id("handle_time");
constexpr std::uint16_t kPaidTime = metric_id("paid_time");
// Agents in these states serve contacts, or could.
constexpr std::uint16_t kServing[] = {
    metric_id("agent_time_talk"), metric_id("agent_time_hold"), metric_id("agent_time_wrap"),
    metric_id("agent_time_contact_work"), metric_id("agent_time_available")};

void add(std::vector<ForecastContacts::Handled>& handled, EventTime hour,
         const std::string& channel, const Amount& amount) {
  const auto before = [](const auto& a, const auto& b) {
    return std::tie(a.hour, a.channel) < std::tie(b.hour, b.channel);
  };
  const ForecastContacts::Handled of{hour, channel, amount.numerator, amount.denominator};
  auto place = std::lower_bound(handled.begin(), handled.end(), of, before);
  if (place == handled.end() || before(of, *place)) {
    handled.insert(place, of);
  } else {
    place->ms += of.ms;
    place->contacts += of.contacts;
  }
}

using HandledByChannel = std::map<std::string, ForecastContacts::Handled>;  // "": all of them

// What is known of contacts up to the end of `hour`; it is taken out.
HandledByChannel take(std::vector<ForecastContacts::Handled>& handled, EventTime hour) {
  HandledByChannel taken;
  const auto count = [&](const std::string& channel, const ForecastContacts::Handled& of) {
    taken[channel].ms += of.ms;
    taken[channel].contacts += of.contacts;
  };
  std::erase_if(handled, [&](const ForecastContacts::Handled& of) {
    if (of.hour > hour) return false;
    count("", of);
    if (!of.channel.empty()) count(of.channel, of);
    return true;
  });
  return taken;
}

// Corrections may outlive what they correct, whose weight has fallen.
std::optional<double> mean_seconds(const WeightedRatio& handle) {
  if (handle.above <= 0 || handle.below <= 0) return std::nullopt;
  return handle.value() / 1000;
}

}  // namespace

// What all series of a line have in common in one hour.
struct ForecastContacts::Hour {
  const TaxonomyIndex& taxonomy;
  const Line& line;
  EventTime start;
  std::optional<double> learned = {};   // the exposure to learn from; empty: left out
  std::optional<double> exposure = {};  // as published
  std::string reason = {};
  bool anew = false;  // of another exposure than what was learned before
  std::string_view unit = {};
  std::optional<double> agents_available = {};

  int of_week(EventTime hour) const { return hour_of_week(hour, taxonomy.utc_offset(line, hour)); }
};

ForecastContacts::ForecastContacts(const TaxonomyHistory& taxonomies, const ForecastRules& rules,
                                   Windows& windows, MeasuredWindows& measured, TaskState& state)
    : taxonomies_(taxonomies),
      staffing_(rules),
      windows_(windows),
      measured_(measured),
      lines_(state),
      series_(state) {}

void ForecastContacts::apply(const LineDelta& delta) {
  if (delta.line == kUnknownLine) return;
  const LineKey key{delta.line};
  const bool seen = !delta.contacts.empty() || !delta.exposures.empty();
  if (seen && !lines_.find(key)) lines_.edit(key);
  for (const Measurement& measurement : delta.measurements) {
    for (const Amount& amount : measurement.amounts) {
      if (amount.metric != kHandleTime) continue;
      add(lines_.edit(key).handled, floor_to(measurement.cell.at, kHour),
          measurement.cell.of(Breakdown::channel), amount);
    }
  }
}

void ForecastContacts::advance(EventTime watermark, Outbox& out) {
  const EventTime from = floor_to(std::exchange(watermark_, watermark), kHour);
  const EventTime until = floor_to(watermark, kHour);
  if (from >= until) return;
  std::vector<std::string> ids;
  lines_.scan_prefix([&](const LineKey& key, const LineState&) {
    ids.push_back(std::get<0>(key));
    return true;
  });
  for (const std::string& id : ids) read_hours(id, from, until, out);
}

void ForecastContacts::read_hours(const std::string& id, EventTime from, EventTime until,
                                  Outbox& out) {
  for (EventTime hour = from; hour < until; hour = hour + kHour) {
    const std::optional<EventTime> next = windows_.first_since(id, WindowSize::hour, hour);
    const std::optional<EventTime> last = lines_.find({id})->last;
    if (!last || *last + kRest < hour) {
      if (!next || *next >= until) return;
      hour = *next;
    }
    if (hour == next) lines_.edit({id}).last = hour;
    read(id, hour, out);
  }
}

void ForecastContacts::read(const std::string& id, EventTime start, Outbox& out) {
  const TaxonomyIndex& taxonomy = taxonomies_.at(start + kHour - Duration{1});
  const Line* line = taxonomy.line(id);
  if (!line) return;
  const Hour hour = look_at(id, start, taxonomy, *line);
  HandledByChannel handled = take(lines_.edit({id}).handled, start);

  std::map<std::string, std::int64_t> contacts{{"", 0}};
  series_.scan_prefix(
      [&](const SeriesKey& key, const Series&) {
        contacts.emplace(std::get<1>(key), 0);
        return true;
      },
      id);
  for (const auto& [channel, of] : handled) contacts.emplace(channel, 0);
  if (const Cell* cell = windows_.cells().find({id, WindowSize::hour, start, "", ""})) {
    contacts[""] = cell->contacts;
    for (const auto& [channel, count] : cell->by_channel) {
      contacts[std::string{name_of(channel)}] = count;
    }
  }
  for (const auto& [channel, count] : contacts) {
    const SeriesKey key{id, channel};
    learn(series_.edit(key), hour, count, handled[channel]);
    publish(key, hour, count, out);
  }
}

ForecastContacts::Hour ForecastContacts::look_at(const std::string& id, EventTime start,
                                                 const TaxonomyIndex& taxonomy, const Line& line) {
  Hour hour{.taxonomy = taxonomy, .line = line, .start = start};
  std::tie(hour.exposure, hour.reason) =
      windows_.exposure({id, WindowSize::hour, start}, start + kHour);
  LineState& state = lines_.edit({id});
  if (hour.reason.empty() && state.exposure != line.exposure_kind) {
    state.exposure = line.exposure_kind;
    hour.anew = true;
  }
  if (state.exposure) hour.unit = exposure_unit(*state.exposure);
  if (hour.reason != "feed_missing") hour.learned = state.exposure ? hour.exposure : 1;
  hour.agents_available = agents_available(id, start);
  return hour;
}

// Mean agents on contacts or available, where anything is known of agents in that hour.
std::optional<double> ForecastContacts::agents_available(const std::string& id, EventTime start) {
  const MeasuredSums* sums =
      measured_.find({id, Horizon::day, WindowSize::hour, start}, MeasuredPlace{});
  bool known = false;
  std::int64_t ms = 0;
  for (const Amount& amount : sums ? sums->amounts : Amounts{}) {
    const bool serving =
        std::find(std::begin(kServing), std::end(kServing), amount.metric) != std::end(kServing);
    known = known || serving || amount.metric == kPaidTime;
    if (serving) ms += amount.numerator;
  }
  if (!known) return std::nullopt;
  return static_cast<double>(ms) / static_cast<double>(kHour.count());
}

void ForecastContacts::learn(Series& series, const Hour& hour, std::int64_t contacts,
                             const Handled& handled) const {
  if (hour.anew) {
    series.contacts = {};
    series.hours = 0;
  }
  if (hour.learned) {
    series.contacts.feed(hour.of_week(hour.start), static_cast<double>(contacts), *hour.learned);
    ++series.hours;
  }
  series.handle.learn(static_cast<double>(handled.ms), static_cast<double>(handled.contacts),
                      kHourWeight);
}

void ForecastContacts::publish(const SeriesKey& key, const Hour& hour, std::int64_t contacts,
                               Outbox& out) {
  const auto& [id, channel] = key;
  const Series& series = *series_.find(key);
  if (!series.contacts.known()) return;
  Outlook outlook;
  outlook.line = id;
  outlook.channel = channel;
  outlook.as_of = hour.start + kHour;
  outlook.past = {contacts, hour.exposure, hour.reason, hour.learned.has_value(),
                  channel.empty() ? hour.agents_available : std::nullopt};
  outlook.hours_learned = series.hours;
  outlook.exposure_unit = hour.unit;
  outlook.handle_s = mean_seconds(series.handle);
  for (int i = 0; i < kHoursAhead; ++i) {
    const EventTime start = outlook.as_of + i * kHour;
    outlook.hours.push_back({start, series.contacts.forecast(hour.of_week(start))});
  }
  out.send(Topic::forecast, channel.empty() ? id : id + '|' + channel,
           write_outlook(outlook, staffing_));
}

}  // namespace vocmap
