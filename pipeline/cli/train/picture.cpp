#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/cli/train/training_report.h"
#include "pipeline/core/xml_text.h"

namespace vocmap {
namespace {

constexpr double kWidth = 1180, kMargin = 28, kTop = 64;
constexpr double kHeading = 58, kPanelHeight = 392, kSection = kHeading + kPanelHeight + 34;
constexpr double kBarsTop = 42, kBarStep = 21;
constexpr std::size_t kBars = 16, kLabelCharacters = 24;

constexpr const char* kStyle = R"(<style>
svg{color-scheme:light dark;font:12px system-ui,-apple-system,"Segoe UI",sans-serif}
.page{fill:#fff}text{fill:#1f2933}.soft{fill:#5c6773}.h1{font-size:17px;font-weight:600}
.h2{font-size:15px;font-weight:600}.h3{font-weight:600}.end{text-anchor:end}.mid{text-anchor:middle}
.axis{stroke:#aab4be;fill:none}.grid{stroke:#e6eaee;fill:none}.ideal{stroke:#8a96a3;stroke-dasharray:4 4}
.a{fill:#1f6fb2}.b{fill:#8bb9dd}.c{fill:#b9c2cb}.d{fill:#d9822b}.track{fill:#eef1f4}
.whisker{stroke:#1f6fb2;stroke-width:1.5}
@media(prefers-color-scheme:dark){.page{fill:#14181d}text{fill:#e4e9ee}.soft{fill:#9aa7b4}
.axis{stroke:#56626e}.grid{stroke:#252c34}.ideal{stroke:#77838f}.a{fill:#5aa9e6}.b{fill:#2f6d9e}
.c{fill:#59646f}.d{fill:#e59a4f}.track{fill:#222930}.whisker{stroke:#5aa9e6}}
</style>
)";

// The end of an id tells more than its beginning, which is often the line's.
std::string shortened(const std::string& id, const std::string& line) {
  std::string text = id.starts_with(line + ".") ? id.substr(line.size() + 1) : id;
  std::size_t characters = 0, from = text.size();
  while (from > 0 && characters < kLabelCharacters) {
    --from;
    characters += (static_cast<unsigned char>(text[from]) & 0xC0) != 0x80 ? 1 : 0;
  }
  return xml_text(from == 0 ? text : "…" + text.substr(from));
}

std::string percent(double share) {
  const double value = 100 * share;
  return value > 0 && value < 9.95 ? fmt::format("{:.1f} %", value)
                                   : fmt::format("{:.0f} %", value);
}

class Svg {
 public:
  void text(double x, double y, std::string_view style, std::string_view markup) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, style,
                        markup);
  }
  void rectangle(double x, double y, double width, double height, std::string_view style,
                 std::string_view title = {}) {
    out_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "class=\"{}\">{}</rect>\n",
        x, y, width, height, style, titled(title));
  }
  void line(double x1, double y1, double x2, double y2, std::string_view style) {
    out_ += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1,
        x2, y2, style);
  }
  void circle(double x, double y, double radius, std::string_view style, std::string_view title) {
    out_ +=
        fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" class=\"{}\">{}</circle>\n",
                    x, y, radius, style, titled(title));
  }
  void raw(std::string_view markup) { out_ += markup; }
  std::string take() { return std::move(out_); }

 private:
  static std::string titled(std::string_view title) {
    return title.empty() ? "" : fmt::format("<title>{}</title>", xml_text(title));
  }

  std::string out_;
};

// Predicted against observed, with the number of examples in each tenth.
void draw_reliability(Svg& svg, const TrainedLine& line, double x, double y) {
  constexpr double kSide = 260, kCounts = 44;
  const double left = x + 40, top = y + 24, bottom = top + kSide;
  svg.text(x, y, "h3", "Probability said, and share that was right");
  for (int i = 0; i <= 5; ++i) {
    const double at = kSide * i / 5;
    svg.line(left, bottom - at, left + kSide, bottom - at, "grid");
    svg.line(left + at, top, left + at, bottom, "grid");
    svg.text(left - 6, bottom - at + 4, "soft end", fmt::format("{}", 20 * i));
    svg.text(left + at, bottom + 16, "soft mid", fmt::format("{}{}", 20 * i, i == 5 ? " %" : ""));
  }
  svg.line(left, bottom, left + kSide, top, "ideal");
  const auto bins = reliability_of(line.fit.held_out);
  std::size_t most = 1;
  for (const ReliabilityBin& bin : bins) most = std::max(most, bin.observed.all);
  const double base = bottom + 34 + kCounts;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const Proportion& seen = bins[b].observed;
    if (seen.all == 0) continue;
    const double at = left + kSide * bins[b].predicted;
    svg.line(at, bottom - kSide * seen.low(), at, bottom - kSide * seen.high(), "whisker");
    svg.circle(at, bottom - kSide * seen.share(), 4.5, "a",
               fmt::format("{} examples: {} said, {} right", seen.all, percent(bins[b].predicted),
                           percent(seen.share())));
    const double high = kCounts * static_cast<double>(seen.all) / static_cast<double>(most);
    const double cell = kSide / static_cast<double>(bins.size());
    svg.rectangle(left + cell * static_cast<double>(b) + 2, base - high, cell - 4, high, "b");
    svg.text(left + cell * (static_cast<double>(b) + 0.5), base + 13, "soft mid",
             std::to_string(seen.all));
  }
  svg.text(left - 6, base - 4, "soft end", "n");
}

struct Bar {
  std::string label, title, style, note;
  double share;
};

// Labels to the left, bars of `full` at the greatest, notes behind them.
void draw_bars(Svg& svg, const std::vector<Bar>& bars, double x, double y, double full,
               double greatest) {
  constexpr double kLabel = 158;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double top = y + kBarStep * static_cast<double>(i);
    svg.text(x + kLabel, top + 11, "end", bars[i].label);
    svg.rectangle(x + kLabel + 8, top, full, 14, "track", bars[i].title);
    svg.rectangle(x + kLabel + 8, top, greatest > 0 ? full * bars[i].share / greatest : 0, 14,
                  bars[i].style, bars[i].title);
    svg.text(x + kLabel + full + 14, top + 11, "soft", bars[i].note);
  }
}

// The scenarios whose examples were found least, with what they were taken for.
void draw_scenarios(Svg& svg, const TrainedLine& line, double x, double y) {
  const auto accuracy = accuracy_by_scenario(line.fit.held_out, line.scenarios.size());
  const auto confusions = confusions_of(line.fit.held_out);
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < accuracy.size(); ++s) {
    if (accuracy[s].all > 0) order.push_back(s);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return accuracy[a].share() < accuracy[b].share();
  });
  svg.text(x, y, "h3", "Examples found again, and what others were taken for");
  svg.text(
      x, y + 18, "soft",
      order.size() > kBars
          ? fmt::format("the weakest {} of {}; orange: less than half of them", kBars, order.size())
          : std::string("orange: less than half of them"));
  order.resize(std::min(order.size(), kBars));
  std::vector<Bar> bars;
  for (const std::size_t s : order) {
    const auto wrong = std::find_if(confusions.begin(), confusions.end(),
                                    [&](const HeldOutConfusion& c) { return c.scenario == s; });
    std::string note = fmt::format("{}/{}", accuracy[s].right, accuracy[s].all);
    if (wrong != confusions.end())
      note += " → " + shortened(line.scenarios[wrong->said], line.line);
    bars.push_back({shortened(line.scenarios[s], line.line), line.scenarios[s],
                    accuracy[s].share() < 0.5 ? "d" : "a", note, accuracy[s].share()});
  }
  draw_bars(svg, bars, x, y + kBarsTop, 70, 1);
}

// How the texts of the history divide: by certainty, then by scenario.
void draw_shares(Svg& svg, const TrainedLine& line, double x, double y) {
  constexpr double kFull = 290;
  const HistoryShares& shares = line.expected;
  svg.text(x, y, "h3", "What the history is taken for");
  const std::pair<const char*, double> parts[] = {
      {"a", shares.assigned}, {"b", shares.probable}, {"c", shares.none}};
  double at = x;
  for (const auto& [style, share] : parts) {
    svg.rectangle(at, y + 8, kFull * share, 12, style);
    at += kFull * share;
  }
  svg.text(x, y + 34, "soft",
           fmt::format("assigned {}, probable {}, none {}", percent(shares.assigned),
                       percent(shares.probable), percent(shares.none)));
  std::vector<std::size_t> order(shares.scenarios.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return shares.scenarios[a] > shares.scenarios[b];
  });
  const std::size_t shown = order.size() <= kBars - 2 ? order.size() : kBars - 3;
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string& id = line.scenarios[order[i]];
    const double share = shares.scenarios[order[i]];
    bars.push_back({shortened(id, line.line), id, "a", percent(share), share});
  }
  double rest = shares.assigned + shares.probable;
  for (const Bar& bar : bars) rest -= bar.share;
  if (shown < order.size()) {
    bars.push_back({fmt::format("{} others", order.size() - shown), "", "b",
                    percent(std::max(rest, 0.0)), std::max(rest, 0.0)});
  }
  bars.push_back({"none", "no scenario", "c", percent(shares.none), shares.none});
  double greatest = 0;
  for (const Bar& bar : bars) greatest = std::max(greatest, bar.share);
  draw_bars(svg, bars, x - 8, y + kBarsTop + 8, 90, greatest);
}

void draw_line(Svg& svg, const TrainedLine& line, double y) {
  svg.line(kMargin, y, kWidth - kMargin, y, "axis");
  svg.text(kMargin, y + 24, "h2", xml_text(line.line));
  if (!line.fitted) {
    svg.text(kMargin, y + 44, "soft", "not fitted: too few scenarios or examples");
    return;
  }
  const Proportion accuracy = accuracy_of(line.fit.held_out);
  svg.text(kMargin, y + 43, "soft",
           fmt::format("{} texts, {} scenarios, {} examples; held out: {} right ({} to {}), "
                       "{} from the examples alone; calibration error {:.3f}",
                       line.texts, line.scenarios.size(), line.fit.examples,
                       percent(accuracy.share()), percent(accuracy.low()), percent(accuracy.high()),
                       percent(line.fit.plain_accuracy), calibration_error_of(line.fit.held_out)));
  const double top = y + kHeading + 16;
  draw_reliability(svg, line, kMargin, top);
  draw_scenarios(svg, line, kMargin + 334, top);
  draw_shares(svg, line, kMargin + 812, top);
}

}  // namespace

std::string picture_of(const TrainingReport& report) {
  double height = kTop;
  for (const TrainedLine& line : report.lines) height += line.fitted ? kSection : kHeading;
  Svg svg;
  svg.raw(
      fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" "
                  "width=\"{0}\" height=\"{1}\">\n",
                  kWidth, height));
  svg.raw(kStyle);
  svg.rectangle(0, 0, kWidth, height, "page");
  svg.text(kMargin, 32, "h1", fmt::format("Text model {:016x}", report.model_hash));
  svg.text(kMargin, 51, "soft",
           fmt::format("taxonomy version {}, seed {}, wanted precision {} %",
                       report.taxonomy_version, report.seed, report.wanted_precision));
  double y = kTop;
  for (const TrainedLine& line : report.lines) {
    draw_line(svg, line, y);
    y += line.fitted ? kSection : kHeading;
  }
  svg.raw("</svg>\n");
  return svg.take();
}

}  // namespace vocmap
