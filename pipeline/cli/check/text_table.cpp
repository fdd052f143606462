#include "pipeline/cli/check/text_table.h"

#include <algorithm>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

constexpr int kGap = 2;

bool moved_right(const std::string& cell) {
  return cell.starts_with('>');
}

int width_of(const std::string& cell) {
  return display_width(cell) - (moved_right(cell) ? 1 : 0);
}

}  // namespace

void TextTable::note(std::size_t indent, std::string_view text) {
  rows_.push_back({std::string{kNote}, std::string(indent, ' ').append(text)});
}

std::string TextTable::write() const {
  std::vector<int> widths;
  for (const auto& row : rows_) {
    if (row.front() == kNote) continue;
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row.front() == kNote) {
        line = row.back();
        break;
      }
      const auto space = static_cast<std::size_t>(widths[i] - width_of(row[i]));
      line.append(kGap, ' ');
      if (moved_right(row[i])) {
        line.append(space, ' ').append(row[i], 1);
      } else {
        line.append(row[i]).append(space, ' ');
      }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

}  // namespace vocmap
