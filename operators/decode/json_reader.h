#pragma once

#include <simdjson.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "operators/decode/decode_event.h"
#include "operators/decode/field_kind.h"
#include "pipeline/core/check.h"

namespace vocmap {

namespace ondemand = simdjson::ondemand;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsList = false;
template <class T>
inline constexpr bool kIsList<std::vector<T>> = true;

struct IgnoreField {
  template <class M>
  void operator()(std::string_view, M&) const {}
};
template <class T>
concept HasFields = requires(T& t) {
  T::fields(t, IgnoreField{});
};

// Any JSON value: checked and dropped.
struct AnyJson {};

// Every event lies between these two.
inline constexpr EventTime kEarliest{946'684'800'000};  // 2000-01-01T00:00:00Z
inline constexpr EventTime kLatest{4'102'444'800'000};  // 2100-01-01T00:00:00Z

// Reads one JSON document into a struct, field by field as the struct's `fields` lists them. Every
// read returns true, or false after it has noted the refusal. Lives for one document.
class JsonReader {
 public:
  explicit JsonReader(const DecodeLimits& limits) : limits_(limits) {}

  // Reads a whole document: one object and nothing after it.
  template <class T>
  bool read_document(ondemand::document& document, T& target);

  // Calls visit(key, value) -> bool for each field; a value may be left unread.
  template <class Visit>
  bool for_each_field(ondemand::object object, Visit visit);

  bool open_document(ondemand::document& document, ondemand::object& object);
  bool refuse(Reason reason, std::string_view detail = {});

  Refusal& refusal() { return refusal_; }
  std::uint32_t unknown_fields() const { return unknown_fields_; }

 private:
  template <class T>
  friend class FieldTable;

  bool read(ondemand::value& value, FieldKind kind, std::string& target);
  bool read(ondemand::value& value, FieldKind kind, std::int64_t& target);
  bool read(ondemand::value& value, FieldKind kind, double& target);
  bool read(ondemand::value& value, FieldKind kind, bool& target);
  bool read(ondemand::value& value, FieldKind kind, EventTime& target);
  bool read(ondemand::value& value, FieldKind kind, Attributes& target);
  bool read(ondemand::value& value, FieldKind kind, AnyJson& target);
  template <NamedEnum E>
  bool read(ondemand::value& value, FieldKind kind, E& target);
  template <class T>
  bool read(ondemand::value& value, FieldKind kind, std::optional<T>& target);
  template <class T>
  bool read(ondemand::value& value, FieldKind kind, std::vector<T>& target);
  template <HasFields T>
  bool read(ondemand::value& value, FieldKind kind, T& target);

  template <class T>
  bool read_fields(ondemand::object object, T& target);

  bool read_string(ondemand::value& value, std::string_view& text);
  bool read_attribute(ondemand::value& value, AttributeValue& target);
  bool skip(ondemand::value& value);  // checks the whole value, its depth included
  bool skip_array(ondemand::value& value);

  // Refuses a value that could not be read as `wanted`: not JSON, or JSON of another type.
  bool mismatch(ondemand::value& value, ondemand::json_type wanted);
  bool inside(std::string_view field);  // puts a field in front of the detail; false
  bool enter() { return ++depth_ <= limits_.max_depth || refuse(Reason::too_deep); }
  void leave() { --depth_; }

  const DecodeLimits& limits_;
  Refusal refusal_;
  std::size_t depth_ = 0;
  std::uint32_t unknown_fields_ = 0;
};

// The fields of a struct as data, made once from its `fields`. Producers mostly write fields in
// the order of the schema, so a search starts after the last hit.
template <class T>
class FieldTable {
 public:
  struct Entry {
    std::string_view name;
    FieldKind kind;
    std::ptrdiff_t offset;  // of the member inside T
    bool (*read_member)(JsonReader&, ondemand::value&, FieldKind, void* member);
  };

  static const FieldTable& instance() {
    static const FieldTable table;
    return table;
  }

  // Index of the field, or size().
  std::size_t find(std::string_view name, std::size_t first) const {
    name = canonical_name<T>(name);
    for (std::size_t i = first; i < entries_.size(); ++i) {
      if (entries_[i].name == name) return i;
    }
    for (std::size_t i = 0; i < first; ++i) {
      if (entries_[i].name == name) return i;
    }
    return entries_.size();
  }

  std::size_t size() const { return entries_.size(); }
  const Entry& operator[](std::size_t i) const { return entries_[i]; }
  std::uint64_t required() const { return required_; }  // bit i: field i

  static void* member(T& target, const Entry& entry) {
    return reinterpret_cast<std::byte*>(&target) + entry.offset;
  }

 private:
  FieldTable() {
    T sample{};
    T::fields(sample, [&]<class M>(std::string_view name, M& m) {
      CHECK(entries_.size() < 64, "a struct has at most 64 fields: one bit each");
      if (!kIsOptional<M> && !kIsList<M>) required_ |= std::uint64_t{1} << entries_.size();
      entries_.push_back(
          {name, kind_of(name),
           reinterpret_cast<std::byte*>(&m) - reinterpret_cast<std::byte*>(&sample),
           [](JsonReader& reader, ondemand::value& value, FieldKind kind, void* target) {
             return reader.read(value, kind, *static_cast<M*>(target));
           }});
    });
  }

  std::vector<Entry> entries_;
  std::uint64_t required_ = 0;
};

template <class T>
bool JsonReader::read_document(ondemand::document& document, T& target) {
  ondemand::object object;
  if (!open_document(document, object) || !read_fields(object, target)) return false;
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  return at_end || refuse(Reason::not_json, "more text after the document");
}

template <class Visit>
bool JsonReader::for_each_field(ondemand::object object, Visit visit) {
  if (!enter()) return false;
  for (auto item : object) {
    std::string_view key;
    ondemand::value value;
    if (item.unescaped_key().get(key) || item.value().get(value)) return refuse(Reason::not_json);
    if (!visit(key, value)) return false;
  }
  leave();
  return true;
}

template <class T>
bool JsonReader::read_fields(ondemand::object object, T& target) {
  const FieldTable<T>& table = FieldTable<T>::instance();
  std::uint64_t seen = 0;
  std::uint64_t given = 0;
  std::size_t next = 0;
  const bool ok = for_each_field(object, [&](std::string_view key, ondemand::value& value) {
    const std::size_t i = table.find(key, next);
    if (i == table.size()) {
      if constexpr (!kHasExtensions<T>) ++unknown_fields_;
      return skip(value) || inside("an unknown field");
    }
    const auto& field = table[i];
    const std::uint64_t bit = std::uint64_t{1} << i;
    next = i + 1;
    if (seen & bit) return refuse(Reason::duplicate_field, field.name);
    seen |= bit;
    bool null = false;
    if (value.is_null().get(null)) return refuse(Reason::not_json, field.name);
    if (null) return true;
    given |= bit;
    return field.read_member(*this, value, field.kind, table.member(target, field)) ||
           inside(field.name);
  });
  if (!ok) return false;
  const std::uint64_t missing = table.required() & ~given;
  return missing == 0 || refuse(Reason::missing_field, table[std::countr_zero(missing)].name);
}

template <NamedEnum E>
bool JsonReader::read(ondemand::value& value, FieldKind, E& target) {
  std::string_view name;
  if (!read_string(value, name)) return false;
  const std::optional<E> parsed = parse_enum<E>(name);
  if (!parsed) return refuse(Reason::unknown_value);
  target = *parsed;
  return true;
}

template <class T>
bool JsonReader::read(ondemand::value& value, FieldKind kind, std::optional<T>& target) {
  if (!read(value, kind, target.emplace())) return false;
  if constexpr (std::is_same_v<T, std::string>) {
    if (kind == FieldKind::label && target->empty()) target.reset();
  }
  return true;
}

template <class T>
bool JsonReader::read(ondemand::value& value, FieldKind kind, std::vector<T>& target) {
  ondemand::array array;
  if (value.get_array().get(array)) return mismatch(value, ondemand::json_type::array);
  if (!enter()) return false;
  const std::size_t limit = std::is_same_v<T, Turn> ? limits_.max_turns : limits_.max_items;
  for (auto item : array) {
    ondemand::value element;
    if (item.get(element)) return refuse(Reason::not_json);
    if (target.size() == limit) return refuse(Reason::too_many_items);
    if (!read(element, kind, target.emplace_back())) return false;
  }
  leave();
  return true;
}

template <HasFields T>
bool JsonReader::read(ondemand::value& value, FieldKind, T& target) {
  ondemand::object object;
  if (value.get_object().get(object)) return mismatch(value, ondemand::json_type::object);
  return read_fields(object, target);
}

}  // namespace vocmap
