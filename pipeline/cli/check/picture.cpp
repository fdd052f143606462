#include "pipeline/cli/check/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/cli/check/matrix.h"
#include "pipeline/core/terminal_text.h"
#include "pipeline/core/xml_text.h"

namespace vocmap {
namespace {

constexpr double kMargin = 24, kGap = 6, kLabelGap = 8;
constexpr double kLeastWidth = 700;  // of the title, the sentence below it and the legend
constexpr double kSine = 0.866, kCosine = 0.5;  // of the column labels, which rise by 60 degrees
constexpr int kLabelColumns = 38, kStageColumns = 22;
// Upper bounds of the steps of colour, in percent of the row.
constexpr std::array<std::uint32_t, 5> kSteps = {10, 20, 30, 50, 100};

// Colours of both schemes; `own` are examples that stay, `c1` to `c5` confused ones by their share
// of the row.
constexpr std::string_view kStyle = R"(<style>
svg{background:#fff;font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif}
text{fill:#1f2328}.quiet{fill:#59636e}.title{font-size:18px;font-weight:600}.line{font-size:15px;font-weight:600}
.note{font-size:12px}.stage{font-weight:600}.grid{fill:#f2f4f6}.rule{stroke:#afb8c1;stroke-width:1}
.own{fill:#d5dde6}.c1{fill:#fde3c8}.c2{fill:#fbbd84}.c3{fill:#f28e3c}.c4{fill:#d35f12}.c5{fill:#9a3803}
.t0,.t1,.t2,.t3{fill:#1f2328}.t4,.t5{fill:#fff}
@media(prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}.quiet{fill:#9198a1}.grid{fill:#161b22}
.rule{stroke:#3d444d}.own{fill:#30363d}.c1{fill:#4a2a10}.c2{fill:#7a3d0c}.c3{fill:#b35a10}.c4{fill:#e88a35}.c5{fill:#ffc48a}
.t0,.t1,.t2,.t3{fill:#e6edf3}.t4,.t5{fill:#0d1117}}
</style>
)";

std::string escaped(std::string_view text, int columns) {
  return xml_text(shortened(text, columns));
}

// How wide a text is at most, for any of the fonts: nobody can ask them here.
double text_width(std::string_view text, int columns, double size) {
  return std::min(columns, display_width(text)) * size * 0.62;
}

// 1 to 5.
std::ptrdiff_t step_of(std::uint32_t count, std::uint32_t of) {
  const auto step = std::find_if(kSteps.begin(), kSteps.end(),
                                 [&](std::uint32_t bound) { return 100 * count <= bound * of; });
  return step - kSteps.begin() + 1;
}

// One matrix; coordinates are those of the picture.
class Panel {
 public:
  Panel(const TaxonomyIndex& index, const Matrix& matrix, double top)
      : index_(index), matrix_(matrix), top_(top) {
    const std::size_t count = matrix.scenarios.size();
    cell_ = count <= 12 ? 34 : count <= 24 ? 26 : count <= 40 ? 20 : 16;
    font_ = count <= 24 ? 12 : count <= 40 ? 11 : 10;
    double stage = 0, label = 0;
    for (const auto& group : matrix.groups) {
      stage = std::max(stage, text_width(group.name, kStageColumns, font_));
    }
    for (const auto& row : matrix.scenarios) {
      label = std::max(label, text_width(name_of_row(row), kLabelColumns, font_));
    }
    stage_x_ = kMargin;
    left_ = stage_x_ + stage + kLabelGap + label + kLabelGap;
    label_ = label;
  }

  double width() const { return end_of(matrix_.scenarios.size(), left_) + label_ * kCosine; }
  double bottom() const { return bottom_; }

  void draw(std::string& out) {
    out += fmt::format("<text class=\"line\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", kMargin, top_ + 16,
                       escaped(matrix_.name, kLabelColumns));
    out += fmt::format("<text class=\"note quiet\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", kMargin,
                       top_ + 34, sentence());
    cells_top_ = top_ + 48;
    bottom_ = cells_top_;
    if (matrix_.scenarios.empty()) return;
    cells_top_ += label_ * kSine + font_ + kLabelGap;
    bottom_ = end_of(matrix_.scenarios.size(), cells_top_);
    draw_labels(out);
    draw_cells(out);
  }

 private:
  const std::string& id_of(std::size_t place) const {
    return index_.scenario(matrix_.scenarios[place].scenario).id;
  }
  std::string name_of_row(const Matrix::Row& row) const {
    return both_names(index_.scenario(row.scenario).name);
  }

  std::string sentence() const {
    std::string text = fmt::format("{} of {} examples lie nearer to another scenario",
                                   matrix_.confused, matrix_.judged);
    if (matrix_.scenarios.size() == matrix_.all) return text + ".";
    return text + fmt::format("; shown are the {} of {} scenarios that take part most.",
                              matrix_.scenarios.size(), matrix_.all);
  }

  // Stages are set apart.
  double begin_of(std::size_t place, double origin) const {
    const auto groups =
        std::count_if(matrix_.groups.begin(), matrix_.groups.end(),
                      [&](const auto& group) { return group.begin > 0 && group.begin <= place; });
    return origin + static_cast<double>(place) * cell_ + static_cast<double>(groups) * kGap;
  }
  double end_of(std::size_t count, double origin) const {
    return count == 0 ? origin : begin_of(count - 1, origin) + cell_;
  }

  void draw_labels(std::string& out) const {
    const double middle = cell_ / 2 + font_ * 0.36;
    for (std::size_t i = 0; i < matrix_.scenarios.size(); ++i) {
      const std::string name = escaped(name_of_row(matrix_.scenarios[i]), kLabelColumns);
      const std::string tip = escaped(id_of(i), 200);
      out += fmt::format(
          "<text font-size=\"{}\" text-anchor=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}<title>{}</title>"
          "</text>\n",
          font_, left_ - kLabelGap, begin_of(i, cells_top_) + middle, name, tip);
      const double x = begin_of(i, left_) + middle, y = cells_top_ - kLabelGap;
      out += fmt::format(
          "<text font-size=\"{}\" transform=\"translate({:.1f} {:.1f}) rotate(-60)\">{}"
          "<title>{}</title></text>\n",
          font_, x, y, name, tip);
    }
    for (const Matrix::Group& group : matrix_.groups) {
      const double y = begin_of(group.begin, cells_top_);
      out += fmt::format("<text class=\"stage\" font-size=\"{}\" x=\"{}\" y=\"{:.1f}\">{}</text>\n",
                         font_, stage_x_, y + middle, escaped(group.name, kStageColumns));
      if (group.begin == 0) continue;
      out += fmt::format("<path class=\"rule\" d=\"M{} {:.1f}H{:.1f}\"/>\n", stage_x_, y - kGap / 2,
                         end_of(matrix_.scenarios.size(), left_));
    }
  }

  void draw_cells(std::string& out) const {
    out += R"(<path class="grid" d=")";
    for (std::size_t row = 0; row < matrix_.scenarios.size(); ++row) {
      for (std::size_t column = 0; column < matrix_.scenarios.size(); ++column) {
        out += fmt::format("M{0:.1f} {1:.1f}h{2}v{2}h-{2}z", begin_of(column, left_) + 0.5,
                           begin_of(row, cells_top_) + 0.5, cell_ - 1);
      }
    }
    out += "\"/>\n";
    for (const auto& [place, count] : matrix_.cells) {
      draw_cell(place.first, place.second, count, out);
    }
  }

  std::string rectangle(std::size_t row, std::size_t column, std::string_view style) const {
    return fmt::format(R"(<rect class="{0}" x="{1:.1f}" y="{2:.1f}" width="{3}" height="{3}")",
                       style, begin_of(column, left_) + 0.5, begin_of(row, cells_top_) + 0.5,
                       cell_ - 1);
  }

  void draw_cell(std::size_t row, std::size_t column, std::uint32_t count, std::string& out) const {
    const std::uint32_t judged = matrix_.scenarios[row].judged;
    const auto step = row == column ? 0 : step_of(count, judged);
    out += rectangle(row, column, step == 0 ? "own" : fmt::format("c{}", step));
    out += fmt::format("><title>{} of {} examples of {}: {} {}</title></rect>\n", count, judged,
                       escaped(id_of(row), 200), step == 0 ? "nearest to" : "nearer to",
                       escaped(id_of(column), 200));
    out += fmt::format(
        "<text class=\"t{}{}\" font-size=\"{}\" text-anchor=\"middle\" x=\"{:.1f}\" "
        "y=\"{:.1f}\">{}</text>\n",
        step, step == 0 ? " quiet" : "", font_, begin_of(column, left_) + cell_ / 2,
        begin_of(row, cells_top_) + cell_ / 2 + font_ * 0.36, count);
  }

  const TaxonomyIndex& index_;
  const Matrix& matrix_;
  double top_, cell_ = 0, font_ = 0, stage_x_ = 0, left_ = 0, label_ = 0, cells_top_ = 0,
               bottom_ = 0;
};

void draw_legend(double y, std::string& out) {
  double x = kMargin;
  const auto item = [&](std::string_view style, std::string_view text) {
    out += fmt::format(
        "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"14\" rx=\"2\"/>"
        "<text class=\"note quiet\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
        style, x, y, x + 20, y + 11.5, text);
    x += 20 + text_width(text, display_width(text), 12) + 14;
  };
  item("own", "stays");
  for (std::size_t step = 0; step < kSteps.size(); ++step) {
    item(fmt::format("c{}", step + 1), fmt::format("up to {} %", kSteps[step]));
  }
}

}  // namespace

std::string draw_confusions(const TaxonomyIndex& index, std::span<const JudgedExample> judged) {
  std::string body;
  double y = 108, width = kLeastWidth;
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    const Matrix matrix = matrix_of(index, line, judged, kMostScenarios);
    Panel panel(index, matrix, y);
    panel.draw(body);
    width = std::max(width, panel.width());
    y = panel.bottom() + 28;
  }
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\">\n<title>Confused examples, taxonomy version {2}</title>\n",
      width + kMargin, y, index.version());
  out += kStyle;
  out += fmt::format(
      "<text class=\"title\" x=\"{0}\" y=\"38\">Confused examples, taxonomy version {1}</text>\n"
      "<text class=\"note quiet\" x=\"{0}\" y=\"58\">Each row: where the examples of a scenario go "
      "when they are left out of it, in parts of the row</text>\n",
      kMargin, index.version());
  draw_legend(68, out);
  return out + body + "</svg>\n";
}

}  // namespace vocmap
