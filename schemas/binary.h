#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// The compact binary form of internal records and stored values. Integers are LEB128 varints
// (signed ones zig-zag), doubles 8 bytes, strings and lists length-prefixed, an optional one
// presence byte; a struct with a field list is (field number, value)* 0 without its unset fields.
// The format belongs to one version byte, which the frame around it carries.
class BinaryWriter {
 public:
  explicit BinaryWriter(std::string& out) : out_(out) {}

  void put_unsigned(std::uint64_t v) {
    while (v >= 0x80) {
      out_ += static_cast<char>(v | 0x80);
      v >>= 7;
    }
    out_ += static_cast<char>(v);
  }

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }

  template <class T>
  void put(const T& v);

 private:
  std::string& out_;
};

// Reads what BinaryWriter wrote. After a short or malformed input `ok()` is false for good, and
// every further value reads as empty; nothing is read past the end.
class BinaryReader {
 public:
  explicit BinaryReader(std::string_view in) : in_(in) {}

  bool ok() const { return ok_; }
  bool at_end() const { return in_.empty(); }
  bool complete() const { return ok_ && in_.empty(); }
  std::string_view rest() const { return in_; }
  void fail() {
    ok_ = false;
    in_ = {};
  }

  std::uint64_t get_unsigned() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (in_.empty()) break;
      const auto byte = static_cast<unsigned char>(in_.front());
      in_.remove_prefix(1);
      v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return v;
    }
    fail();
    return 0;
  }

  std::string_view get_bytes(std::size_t n) {
    if (n > in_.size()) {
      fail();
      return {};
    }
    const std::string_view bytes = in_.substr(0, n);
    in_.remove_prefix(n);
    return bytes;
  }

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }

  template <class T>
  void get(T& v);

 private:
  std::string_view in_;
  bool ok_ = true;
};

namespace binary {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsPair : std::false_type {};
template <class A, class B>
struct IsPair<std::pair<A, B>> : std::true_type {};
template <class T>
struct IsVariant : std::false_type {};
template <class... T>
struct IsVariant<std::variant<T...>> : std::true_type {};

struct NoVisitor {
  template <class T>
  void operator()(std::string_view, T&&) {}
};
template <class T>
concept HasFields = requires(T& v) {
  T::fields(v, NoVisitor{});
};
// Structs of stored state list their members by `template <class Codec> void codec(Codec& c)`.
template <class T>
concept HasCodec = requires(T& v, BinaryReader& r) {
  v.codec(r);
};

struct FieldWriter {
  BinaryWriter& out;
  std::uint64_t number = 0;

  template <class T>
  void operator()(std::string_view, const T& field) {
    ++number;
    if constexpr (IsOptional<T>::value) {
      if (!field) return;
      out.put_unsigned(number);
      out.put(*field);
    } else {
      if constexpr (IsVector<T>::value) {
        if (field.empty()) return;
      }
      out.put_unsigned(number);
      out.put(field);
    }
  }
};

struct FieldReader {
  BinaryReader& in;
  std::uint64_t next = in.get_unsigned();
  std::uint64_t number = 0;

  template <class T>
  void operator()(std::string_view, T& field) {
    if (++number != next) return;
    if constexpr (IsOptional<T>::value) {
      in.get(field.emplace());
    } else {
      in.get(field);
    }
    next = in.get_unsigned();
  }
};

template <std::size_t I = 0, class... T>
void read_alternative(BinaryReader& in, std::variant<T...>& v, std::size_t index) {
  if constexpr (I < sizeof...(T)) {
    if (index == I) {
      in.get(v.template emplace<I>());
    } else {
      read_alternative<I + 1>(in, v, index);
    }
  } else {
    in.fail();
  }
}

}  // namespace binary

template <class T>
void BinaryWriter::put(const T& v) {
  if constexpr (std::is_same_v<T, bool>) {
    out_ += v ? '\1' : '\0';
  } else if constexpr (std::is_enum_v<T>) {
    put_unsigned(static_cast<std::uint64_t>(v));
  } else if constexpr (std::is_unsigned_v<T>) {
    put_unsigned(v);
  } else if constexpr (std::is_integral_v<T>) {
    const auto wide = static_cast<std::int64_t>(v);
    put_unsigned((static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63));
  } else if constexpr (std::is_same_v<T, double>) {
    const auto bits = std::bit_cast<std::uint64_t>(v);
    for (int shift = 0; shift < 64; shift += 8) out_ += static_cast<char>(bits >> shift);
  } else if constexpr (std::is_same_v<T, EventTime>) {
    put(v.ms);
  } else if constexpr (std::is_same_v<T, std::monostate>) {
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    const std::string_view text = v;
    put_unsigned(text.size());
    out_ += text;
  } else if constexpr (binary::IsOptional<T>::value) {
    put(v.has_value());
    if (v) put(*v);
  } else if constexpr (binary::IsVector<T>::value) {
    put_unsigned(v.size());
    for (const auto& item : v) put(item);
  } else if constexpr (binary::IsPair<T>::value) {
    put(v.first);
    put(v.second);
  } else if constexpr (binary::IsVariant<T>::value) {
    put_unsigned(v.index());
    std::visit([this](const auto& alternative) { this->put(alternative); }, v);
  } else if constexpr (binary::HasFields<T>) {
    binary::FieldWriter fields{*this};
    T::fields(v, fields);
    put_unsigned(0);
  } else {
    const_cast<T&>(v).codec(*this);  // the writer only reads
  }
}

template <class T>
void BinaryReader::get(T& v) {
  if constexpr (std::is_same_v<T, bool>) {
    v = get_unsigned() != 0;
  } else if constexpr (std::is_enum_v<T>) {
    const std::uint64_t number = get_unsigned();
    if constexpr (NamedEnum<T>) {
      if (number >= EnumNames<T>::values.size()) return fail();
    }
    v = static_cast<T>(number);
  } else if constexpr (std::is_unsigned_v<T>) {
    v = static_cast<T>(get_unsigned());
  } else if constexpr (std::is_integral_v<T>) {
    const std::uint64_t number = get_unsigned();
    v = static_cast<T>((number >> 1) ^ (~(number & 1) + 1));
  } else if constexpr (std::is_same_v<T, double>) {
    std::uint64_t bits = 0;
    const std::string_view bytes = get_bytes(8);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    v = std::bit_cast<double>(bits);
  } else if constexpr (std::is_same_v<T, EventTime>) {
    get(v.ms);
  } else if constexpr (std::is_same_v<T, std::monostate>) {
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    v = T{get_bytes(get_unsigned())};
  } else if constexpr (binary::IsOptional<T>::value) {
    bool present = false;
    get(present);
    if (present) {
      get(v.emplace());
    } else {
      v.reset();
    }
  } else if constexpr (binary::IsVector<T>::value) {
    const std::uint64_t count = get_unsigned();
    if (count > in_.size()) return fail();  // an item takes at least one byte
    v.clear();
    // No more than the bytes could pay for: a wrong count must not cost memory.
    v.reserve(std::min<std::uint64_t>(count, 1 + in_.size() / sizeof(typename T::value_type)));
    for (std::uint64_t i = 0; i < count && ok_; ++i) get(v.emplace_back());
  } else if constexpr (binary::IsPair<T>::value) {
    get(v.first);
    get(v.second);
  } else if constexpr (binary::IsVariant<T>::value) {
    binary::read_alternative(*this, v, get_unsigned());
  } else if constexpr (binary::HasFields<T>) {
    binary::FieldReader fields{*this};
    T::fields(v, fields);
    if (fields.next != 0) fail();
  } else {
    v.codec(*this);
  }
}

template <class T>
std::string encode(const T& v) {
  std::string bytes;
  BinaryWriter{bytes}.put(v);
  return bytes;
}

// Empty when the bytes are not exactly one value of T.
template <class T>
std::optional<T> decode(std::string_view bytes) {
  std::optional<T> v{std::in_place};
  BinaryReader reader{bytes};
  reader.get(*v);
  if (!reader.complete()) v.reset();
  return v;
}

}  // namespace vocmap
