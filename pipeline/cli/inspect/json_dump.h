#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "operators/enrich/customer_state.h"
#include "operators/metrics/cells.h"
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
  static constexpr auto names = split_names<4>("references, orders, contacts, expiry");
};
template <>
struct StoredNames<OrderEntry> {
  static constexpr auto names = split_names<8>(
      "order_id, line, placed_at, cancelled_at, last_at, product_id, region, app_version");
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
  static constexpr auto names = split_names<3>("records, counted, published_hash");
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
struct StoredNames<InputEnd> {
  static constexpr auto names = split_names<3>("topic, partition, offset");
};
template <>
struct StoredNames<DayRow> {
  static constexpr auto names = split_names<5>("line, start, end, exposure, contacts");
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
      v == EventTime::min() ? out_.null() : out_.value(v);  // before every time
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

  void put(const TextEvidence& v) {
    out_.begin_object()
        .member("turn_seq", v.turn_seq)
        .member("at", v.at)
        .member("taxonomy_hash", v.taxonomy_hash)
        .member("taxonomy_version", v.evidence.taxonomy_version)
        .member("none", v.evidence.none);
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
