#include "operators/taxonomy/yaml_text.h"

#include <fmt/format.h>

#include "schemas/json_writer.h"

namespace vocmap {

// What JSON escapes, YAML reads, too; beyond that the characters that YAML takes for line breaks or
// does not print.
std::string yaml_text(std::string_view text) {
  JsonWriter json;
  json.value(text);
  std::string out;
  const std::string& plain = json.text();
  const auto follows = [&](std::size_t i, std::string_view bytes) {
    return std::string_view(plain).substr(i).starts_with(bytes);
  };
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto byte = static_cast<unsigned char>(plain[i]);
    const auto next = i + 1 < plain.size() ? static_cast<unsigned char>(plain[i + 1]) : 0;
    if (byte == 0x7F) {
      out += "\\x7f";
    } else if (byte == 0xC2 && next < 0xA0) {
      out += fmt::format("\\x{:02x}", next);
      ++i;
    } else if (follows(i, "\u2028") || follows(i, "\u2029") || follows(i, "\uFEFF")) {
      out += follows(i, "\u2028") ? "\\u2028" : follows(i, "\u2029") ? "\\u2029" : "\\ufeff";
      i += 2;
    } else {
      out += plain[i];
    }
  }
  return out;
}

}  // namespace vocmap
