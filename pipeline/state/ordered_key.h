#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "pipeline/core/check.h"
#include "schemas/time.h"

namespace vocmap {

// Keys of stores: tuples whose bytes sort as the tuples do. Strings are escaped (00 -> 00 ff) and
// end with 00 01; integers are big-endian, signed ones and times with the sign bit flipped.
namespace ordered_key {

inline void append(std::string& out, std::string_view text) {
  for (const char c : text) {
    out += c;
    if (c == '\0') out += '\xff';
  }
  out += '\0';
  out += '\1';
}
inline void append(std::string& out, const std::string& text) {
  append(out, std::string_view{text});
}

template <class T>
requires(std::is_integral_v<T> || std::is_enum_v<T>) void append(std::string& out, T v) {
  auto bits = static_cast<std::uint64_t>(v);
  if constexpr (std::is_signed_v<T>) bits ^= std::uint64_t{1} << (8 * sizeof(T) - 1);
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(bits >> shift);
  }
}
inline void append(std::string& out, EventTime t) {
  append(out, t.ms);
}

inline void read(std::string_view& in, std::string& text) {
  text.clear();
  for (std::size_t i = 0; i + 1 < in.size(); ++i) {
    if (in[i] != '\0') {
      text += in[i];
    } else if (in[++i] == '\xff') {
      text += '\0';
    } else {
      in.remove_prefix(i + 1);
      return;
    }
  }
  CHECK(false, "a stored key has an unterminated string");
}

template <class T>
requires(std::is_integral_v<T> || std::is_enum_v<T>) void read(std::string_view& in, T& v) {
  CHECK(in.size() >= sizeof(T), "a stored key is too short");
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bits = bits << 8 | static_cast<unsigned char>(in[i]);
  }
  if constexpr (std::is_signed_v<T>) bits ^= std::uint64_t{1} << (8 * sizeof(T) - 1);
  v = static_cast<T>(bits);
  in.remove_prefix(sizeof(T));
}
inline void read(std::string_view& in, EventTime& t) {
  read(in, t.ms);
}

// The bytes of a tuple, or of its first elements: a prefix for scans.
template <class... Parts>
std::string key_bytes(const Parts&... parts) {
  std::string bytes;
  (append(bytes, parts), ...);
  return bytes;
}

template <class... Parts>
std::string key_bytes(const std::tuple<Parts...>& key) {
  return std::apply([](const Parts&... parts) { return key_bytes(parts...); }, key);
}

template <class Tuple>
Tuple key_from(std::string_view bytes) {
  Tuple key;
  std::apply([&bytes](auto&... parts) { (read(bytes, parts), ...); }, key);
  return key;
}

}  // namespace ordered_key
}  // namespace vocmap
