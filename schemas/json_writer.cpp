#include "schemas/json_writer.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "schemas/utf8.h"

namespace vocmap {

void JsonWriter::separate() {
  if (comma_) text_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::open(char c) {
  separate();
  text_ += c;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char c) {
  text_ += c;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  text_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::value(bool v) {
  return raw(v ? "true" : "false");
}

JsonWriter& JsonWriter::value(double v) {
  if (!std::isfinite(v)) return null();
  // As an integer of more than 64 bits it could be refused by those who read it.
  constexpr double kGreatestInteger = 9'223'372'036'854'775'808.0;
  std::array<char, 32> buffer;
  char* const last = buffer.data() + buffer.size();
  const auto written = std::abs(v) < kGreatestInteger
                           ? std::to_chars(buffer.data(), last, v)
                           : std::to_chars(buffer.data(), last, v, std::chars_format::scientific);
  return raw({buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())});
}

JsonWriter& JsonWriter::integer(std::int64_t v) {
  const fmt::format_int text{v};
  return raw({text.data(), text.size()});
}

JsonWriter& JsonWriter::unsigned_integer(std::uint64_t v) {
  const fmt::format_int text{v};
  return raw({text.data(), text.size()});
}

JsonWriter& JsonWriter::value(const std::map<std::string, std::string>& members) {
  begin_object();
  for (const auto& [name, text] : members) member(name, text);
  return end_object();
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

namespace {

// `c` as it stands inside a JSON string.
void append_escaped(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\u{:04x}", c);
  }
}

}  // namespace

JsonWriter& JsonWriter::value(std::string_view v) {
  separate();
  text_ += '"';
  std::size_t clean = 0;  // [clean, i) is copied as it is
  for (std::size_t i = 0; i < v.size();) {
    const auto c = static_cast<unsigned char>(v[i]);
    std::size_t next = i + 1;
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      i = next;
      continue;
    }
    const bool invalid = c >= 0x80 && next_code_point(v, next = i) == kReplacement && next == i + 1;
    if (c < 0x80 || invalid) {
      text_ += v.substr(clean, i - clean);
      clean = next;
      if (invalid) {
        text_ += "\xef\xbf\xbd";
      } else {
        append_escaped(v[i], text_);
      }
    }
    i = next;
  }
  text_ += v.substr(clean);
  text_ += '"';
  return *this;
}

}  // namespace vocmap
