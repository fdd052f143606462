#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "operators/discover/discover.h"
#include "operators/forecast/forecast_contacts.h"
#include "operators/journey/agent_hour.h"
#include "operators/journey/customer_history.h"
#include "operators/metrics/measured_windows.h"
#include "pipeline/core/check.h"
#include "pipeline/core/frame.h"
#include "pipeline/core/ledger.h"
#include "schemas/binary.h"
#include "schemas/json_writer.h"

namespace vocmap {

// The names of what a stored struct passes to its codec, in that order.
template <class T>
struct StoredNames;

template <>
struct StoredNames<CustomerState> {
  static constexpr auto names =
      split_names<6>("references, orders, contacts, expiry, corrections, has_history");
};
template <>
struct StoredNames<OrderEntry> {
  static constexpr auto names = split_names<15>(
      "order_id, line, placed_at, cancelled_at, refunded_at, disputed_at, last_at, product_id, "
      "region, app_version, first_product_id, first_region, told, told_refund, told_dispute");
};
template <>
struct StoredNames<ToldOrder> {
  static constexpr auto names =
      split_names<6>("at, region, product_id, contacted, customer_contacted, next_order_ms");
};
template <>
struct StoredNames<FirstText> {
  static constexpr auto names = split_names<2>("at, text");
};
template <>
struct StoredNames<ContactFact> {
  static constexpr auto names = split_names<45>(
      "contact_id, cell, inbound, in_time, anonymous, party_type, channel, cause, "
      "order_id, handler, bot, handed_off, handoff_requested_at, handoff_connected_at, "
      "handoff_refused, context_carried, bot_turns, transfers, reopens, customer_turns, "
      "wait_ms, handle_ms, concurrency, resolution_mode, complaint, regulator, "
      "escalated, goodwill_currency, goodwill_minor, csat, offered_place, "
      "sentiment_worst, sentiment_best, sentiment_last, sentiment_mean, praise, "
      "agent_id, team_id, promised_by, last_event_at, settled_at, closed_at, verdicts, "
      "escalations, resolutions");
};
template <>
struct StoredNames<Verdict> {
  static constexpr auto names = split_names<2>("at, positive");
};
template <>
struct StoredNames<MeasuredAt> {
  static constexpr auto names = split_names<13>(
      "line, stage, scenario, at, channel, handler, party_type, lang, tier, region, product_id, "
      "currency, taxonomy_version");
};
template <>
struct StoredNames<Amount> {
  static constexpr auto names = split_names<4>("metric, bucket, numerator, denominator");
};
template <>
struct StoredNames<Measurement> {
  static constexpr auto names = split_names<4>("cell, horizon, only, amounts");
};
template <>
struct StoredNames<CustomerHistory> {
  static constexpr auto names =
      split_names<7>("contacts, surveys, journeys, told, past, wake, orders_hash");
};
template <>
struct StoredNames<KeptContact> {
  static constexpr auto names = split_names<5>("fact, order_inferred, steps, told, told_cost");
};
template <>
struct StoredNames<ContactStep> {
  static constexpr auto names =
      split_names<7>("at, until, event, last_event, handler, agent_id, team_id");
};
template <>
struct StoredNames<KeptSurvey> {
  static constexpr auto names = split_names<10>(
      "at, response_id, event, metric, line, contact_id, order_id, score, solved, told");
};
template <>
struct StoredNames<AgentHour> {
  static constexpr auto names = split_names<2>("intervals, told");
};
template <>
struct StoredNames<AgentInterval> {
  static constexpr auto names =
      split_names<6>("key, kind, started_at, ended_at, kb_article_id, kb_result_count");
};
template <>
struct StoredNames<WorkKind> {
  static constexpr auto names = split_names<9>(
      "line, channel, team_id, state, work_item, contact_id, paid, wage_minor_per_hour, currency");
};
template <>
struct StoredNames<KnownJourney> {
  static constexpr auto names = split_names<7>(
      "journey_id, first_contact, revision, published_hash, told, told_outcome, told_cost");
};
template <>
struct StoredNames<RankedText> {
  static constexpr auto names = split_names<4>("at, event, key, text");
};
template <>
struct StoredNames<ContactRef> {
  static constexpr auto names = split_names<2>("contact_id, opened_at");
};
template <>
struct StoredNames<ContactState> {
  static constexpr auto names =
      split_names<6>("records, counted, published_hash, offered, unread_hash, labelled");
};
template <>
struct StoredNames<ContactRecord> {
  static constexpr auto names = split_names<5>("event, key, evidence, language, reported");
};
template <>
struct StoredNames<CountedCell> {
  static constexpr auto names =
      split_names<6>("line, scenario, start, channel, stage, taxonomy_version");
};
template <>
struct StoredNames<DeduplicationKey> {
  static constexpr auto names = split_names<2>("high, low");
};
template <>
struct StoredNames<ReceivedLedger> {
  static constexpr auto names = split_names<5>("received, counted, duplicate, conflicting, late");
};
template <>
struct StoredNames<Cell> {
  static constexpr auto names = split_names<4>("contacts, by_channel, samples, published");
};
template <>
struct StoredNames<Sample> {
  static constexpr auto names = split_names<2>("hash, contact_id");
};
template <>
struct StoredNames<Published> {
  static constexpr auto names = split_names<4>("metric, channel, revision, hash");
};
template <>
struct StoredNames<MeasuredSums> {
  static constexpr auto names = split_names<3>("amounts, published, changed");
};
template <>
struct StoredNames<PublishedMetric> {
  static constexpr auto names = split_names<3>("metric, revision, hash");
};
template <>
struct StoredNames<MeasuredWindows::Deferred> {
  static constexpr auto names = split_names<3>("changed, rates_changed, published_at");
};
template <>
struct StoredNames<MeasuredExposure> {
  static constexpr auto names = split_names<2>("count, reason");
};
template <>
struct StoredNames<InputEnd> {
  static constexpr auto names = split_names<3>("topic, partition, offset");
};
template <>
struct StoredNames<DayRow> {
  static constexpr auto names = split_names<5>("line, start, end, exposure, contacts");
};
template <>
struct StoredNames<Correction> {
  static constexpr auto names = split_names<4>("at, by, scenario_id, sampled");
};
template <>
struct StoredNames<LabelledContact> {
  static constexpr auto names = split_names<3>("line, week, right");
};
template <>
struct StoredNames<OfferedContact> {
  static constexpr auto names = split_names<4>("line, bucket, opened_at, hash");
};
template <>
struct StoredNames<UnmatchedContact> {
  static constexpr auto names = split_names<10>(
      "bucket, opened_at, contact_id, customer, removed, text_hash, vector, space, verbatim, "
      "language");
};
template <>
struct StoredNames<Discover::LineHead> {
  static constexpr auto names = split_names<4>("clustering, day, now, latest");
};
template <>
struct StoredNames<Clustering::Head> {
  static constexpr auto names =
      split_names<6>("next_micro, next_group, texts, neighbourhood, unsettled, since_grouped");
};
template <>
struct StoredNames<MicroCluster> {
  static constexpr auto names = split_names<4>("mass, group, sum, hashes");
};
template <>
struct StoredNames<RecentText> {
  static constexpr auto names = split_names<2>("micro, vector");
};
template <>
struct StoredNames<CustomerCount> {
  static constexpr auto names = split_names<1>("smallest");
};
template <>
struct StoredNames<Verbatim> {
  static constexpr auto names =
      split_names<6>("rank, contact_id, text, language, text_hash, vector");
};
template <>
struct StoredNames<Tally> {
  static constexpr auto names =
      split_names<7>("contacts, customers, first_at, last_at, first_contact, hours, verbatims");
};
template <>
struct StoredNames<EmergentScenario> {
  static constexpr auto names = split_names<15>(
      "id, status, proposed_at, merged_into, retired, verdict, label_zh, label_en, "
      "labelled_contacts, revision, hash, ended_at, adopted_as, adopted_in, forgotten");
};
template <>
struct StoredNames<ProposalVerdict> {
  static constexpr auto names = split_names<5>("at, by, accepted, proposal_id, bucket");
};
template <>
struct StoredNames<ForecastContacts::LineState> {
  static constexpr auto names = split_names<3>("last, exposure, handled");
};
template <>
struct StoredNames<ForecastContacts::Handled> {
  static constexpr auto names = split_names<4>("hour, channel, ms, contacts");
};
template <>
struct StoredNames<ForecastContacts::Series> {
  static constexpr auto names = split_names<3>("hours, contacts, handle");
};
template <>
struct StoredNames<ContactForecast> {
  static constexpr auto names =
      split_names<5>("exposure_level, rate, excess, exposure_profile, contact_profile");
};
template <>
struct StoredNames<WeightedRatio> {
  static constexpr auto names = split_names<2>("above, below");
};

// Writes any stored value as JSON: events by their fields, structs by StoredNames, pairs as arrays.
class JsonDump {
 public:
  explicit JsonDump(JsonWriter& out) : out_(out) {}

  template <class T>
  void put(const T& v) {
    if constexpr (std::is_same_v<T, std::monostate>) {
      out_.null();
    } else if constexpr (std::is_same_v<T, EventTime>) {
      const bool never = v == EventTime::min() || v == EventTime::max();
      never ? out_.null() : out_.value(v);
    } else if constexpr (NamedEnum<T> || std::is_arithmetic_v<T> ||
                         std::is_same_v<T, std::string>) {
      out_.value(v);
    } else if constexpr (binary::IsOptional<T>::value) {
      v ? put(*v) : static_cast<void>(out_.null());
    } else if constexpr (binary::IsVector<T>::value) {
      out_.begin_array();
      for (const auto& item : v) put(item);
      out_.end_array();
    } else if constexpr (binary::IsPair<T>::value) {
      out_.begin_array();
      put(v.first);
      put(v.second);
      out_.end_array();
    } else if constexpr (binary::HasFields<T>) {
      write_json(out_, v);
    } else {
      Members members{*this, StoredNames<T>::names.data(), StoredNames<T>::names.size()};
      out_.begin_object();
      const_cast<T&>(v).codec(members);  // members only reads
      out_.end_object();
    }
  }

  void put(const PackedVector& v) {
    out_.begin_array();
    for (const std::int8_t x : v.value) out_.value(static_cast<std::int64_t>(x));
    out_.end_array();
  }

  // Its factors: the sums behind them say little to a reader.
  void put(const WeekProfile& v) {
    out_.begin_array();
    for (int hour = 0; hour < kHoursOfWeek; ++hour) out_.value(v.factor(hour));
    out_.end_array();
  }

  void put(const TextEvidence& v) {
    out_.begin_object()
        .member("turn_seq", v.turn_seq)
        .member("at", v.at)
        .member("taxonomy_hash", v.taxonomy_hash)
        .member("taxonomy_version", v.evidence.taxonomy_version)
        .member("calibrated", v.evidence.calibrated)
        .member("whole", v.evidence.whole)
        .member("none", v.evidence.none)
        .member("text_hash", v.evidence.text_hash);
    out_.key("vector");
    put(PackedVector{v.evidence.vector});
    out_.key("scores").begin_array();
    for (const ScenarioScore& score : v.evidence.top) {
      out_.begin_array().value(score.scenario).value(score.score).end_array();
    }
    out_.end_array().end_object();
  }

 private:
  // The codec that stored structs see.
  struct Members {
    JsonDump& dump;
    const std::string_view* names;
    std::size_t left;

    template <class... T>
    void operator()(const T&... values) {
      (member(values), ...);
    }
    template <class T>
    void member(const T& v) {
      CHECK(left-- > 0, "a stored struct has more members than names");
      dump.out_.key(*names++);
      dump.put(v);
    }
  };

  JsonWriter& out_;
};

}  // namespace vocmap
