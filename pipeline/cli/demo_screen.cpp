#include "pipeline/cli/demo_screen.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

namespace dom = simdjson::dom;

constexpr int kNameColumns = 26;
constexpr double kBarColumns = 30;

std::string text_at(const dom::element& value, std::string_view pointer) {
  std::string_view text;
  return value.at_pointer(pointer).get(text) == simdjson::SUCCESS ? std::string{text} : "";
}

double number_at(const dom::element& value, std::string_view pointer) {
  double number = 0;
  return value.at_pointer(pointer).get(number) == simdjson::SUCCESS ? number : 0;
}

std::string both_names(const dom::element& value) {
  return text_at(value, "/name/zh") + " " + text_at(value, "/name/en");
}

std::string bar_of(double rate, double greatest) {
  std::string bar;
  const int columns = greatest > 0 ? static_cast<int>(rate / greatest * kBarColumns + 0.5) : 0;
  for (int i = 0; i < columns; ++i) bar += "█";
  return padded(bar, static_cast<int>(kBarColumns));
}

// The scenario of a stage that lies farthest above its target.
std::string worst_of(const dom::element& stage) {
  double ratio = 1;
  std::string worst;
  dom::array scenarios;
  if (stage.at_pointer("/scenarios").get(scenarios) != simdjson::SUCCESS) return worst;
  for (const dom::element scenario : scenarios) {
    if (number_at(scenario, "/rate_ratio") <= ratio) continue;
    ratio = number_at(scenario, "/rate_ratio");
    worst = fmt::format("{} {:.1f}x target", text_at(scenario, "/name/en"), ratio);
  }
  return worst;
}

void draw_line(std::string& screen, const dom::element& map) {
  screen += fmt::format("\n {}  {} contacts / {} = {:.1f} per 10k   {} {}\n", both_names(map),
                        number_at(map, "/contacts"), number_at(map, "/exposure/count"),
                        number_at(map, "/service_rate/value"), text_at(map, "/window/size"),
                        text_at(map, "/window/start"));
  dom::array stages;
  if (map.at_pointer("/stages").get(stages) != simdjson::SUCCESS) return;
  double greatest = 0;
  for (const dom::element stage : stages) {
    greatest = std::max(greatest, number_at(stage, "/service_rate/value"));
  }
  for (const dom::element stage : stages) {
    const double rate = number_at(stage, "/service_rate/value");
    screen += fmt::format("   {} {} {:7.1f}  {}\n", padded(both_names(stage), kNameColumns),
                          bar_of(rate, greatest), rate, worst_of(stage));
  }
}

}  // namespace

std::string draw_experience_maps(const LiveTable& table, std::optional<EventTime> watermark) {
  std::string screen = fmt::format(" vocmap  experience map   event time {}\n",
                                   watermark ? format_rfc3339(*watermark) : "waiting");
  dom::parser parser;
  for (const LineSummary& line : table.lines()) {
    const Document document = table.experience_map(line.id, MapSize::day);
    dom::element map;
    if (document && parser.parse(*document).get(map) == simdjson::SUCCESS) draw_line(screen, map);
  }
  return screen;
}

}  // namespace vocmap
