#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "schemas/time.h"

namespace vocmap {

// One JSON object on one line, built field by field; names are trusted, texts are escaped.
class JsonLine {
 public:
  JsonLine& id(std::string_view name, std::string_view value) {  // no character to escape
    fmt::format_to(start(name), "\"{}\"", value);
    return *this;
  }
  JsonLine& number(std::string_view name, std::int64_t value) {
    fmt::format_to(start(name), "{}", value);
    return *this;
  }
  JsonLine& raw(std::string_view name, std::string_view json) {
    fmt::format_to(start(name), "{}", json);
    return *this;
  }
  JsonLine& time(std::string_view name, EventTime t) { return id(name, format_rfc3339(t)); }
  JsonLine& text(std::string_view name, std::string_view value) {
    start(name);
    json_ += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') json_ += '\\';
      if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(json_), "\\u{:04x}", static_cast<unsigned>(c));
      } else {
        json_ += c;
      }
    }
    json_ += '"';
    return *this;
  }
  std::string finish() { return std::move(json_ += '}'); }

 private:
  std::back_insert_iterator<std::string> start(std::string_view name) {
    return fmt::format_to(std::back_inserter(json_), "{}\"{}\":", json_.size() == 1 ? "" : ",",
                          name);
  }

  std::string json_ = "{";
};

}  // namespace vocmap
