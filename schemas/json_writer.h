#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/enums.h"
#include "schemas/events.h"
#include "schemas/time.h"

namespace vocmap {

// Writes JSON with the same bytes for the same values everywhere: no white space, members in the
// order of the calls, doubles in the shortest form that reads back equal. Any
// bytes become valid JSON: what is no UTF-8 is written as U+FFFD.
class JsonWriter {
 public:
  // `bytes`: of memory to begin with.
  explicit JsonWriter(std::size_t bytes = 0) { text_.reserve(bytes); }

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& null();
  JsonWriter& value(bool v);
  JsonWriter& value(double v);  // NaN and infinities become null
  JsonWriter& value(std::string_view v);
  JsonWriter& value(const char* v) { return value(std::string_view{v}); }
  JsonWriter& value(EventTime v) { return value(format_rfc3339(v)); }
  JsonWriter& value(const std::map<std::string, std::string>& members);  // an object
  template <std::signed_integral I>
  JsonWriter& value(I v) {
    return integer(v);
  }
  template <std::unsigned_integral U>
  requires(!std::same_as<U, bool>) JsonWriter& value(U v) { return unsigned_integer(v); }
  template <NamedEnum E>
  JsonWriter& value(E v) {
    return value(name_of(v));
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& v) {
    return v ? value(*v) : null();
  }

  template <class T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }

  // Appends JSON text as it is; the caller vouches for it.
  JsonWriter& raw(std::string_view json);

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char c);
  JsonWriter& close(char c);
  JsonWriter& integer(std::int64_t v);
  JsonWriter& unsigned_integer(std::uint64_t v);
  void separate();

  std::string text_;
  bool comma_ = false;
};

// Writes an input event, or one of its parts, as JSON by its field list; unset fields are left out.
template <class Struct>
void write_json(JsonWriter& out, const Struct& event);

struct JsonFieldVisitor {
  JsonWriter& out;

  template <class T>
  void operator()(std::string_view name, const std::optional<T>& field) {
    if (field) (*this)(name, *field);
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& field) {
    if (field.empty()) return;
    out.key(name).begin_array();
    for (const T& item : field) write(item);
    out.end_array();
  }
  void operator()(std::string_view name, const Attributes& field) {
    if (field.empty()) return;
    out.key(name).begin_object();
    for (const auto& [attribute, v] : field) {
      out.key(attribute);
      std::visit([this](const auto& x) { write_attribute(x); }, v);
    }
    out.end_object();
  }
  template <class T>
  void operator()(std::string_view name, const T& field) {
    out.key(name);
    write(field);
  }

 private:
  template <class T>
  void write(const T& v) {
    if constexpr (requires { T::fields(v, *this); }) {
      write_json(out, v);
    } else {
      out.value(v);
    }
  }
  void write_attribute(std::monostate) { out.null(); }
  template <class T>
  void write_attribute(const T& v) {
    out.value(v);
  }
};

template <class Struct>
void write_json(JsonWriter& out, const Struct& event) {
  out.begin_object();
  Struct::fields(event, JsonFieldVisitor{out});
  out.end_object();
}

}  // namespace vocmap
