#include "pipeline/core/text_table.h"

#include <algorithm>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

constexpr std::size_t kGap = 2;

}  // namespace

void TextTable::note(std::size_t indent, std::string_view text) {
  rows_.push_back({{}, std::string(indent, ' ').append(text)});
}

std::string TextTable::write() const {
  std::vector<int> widths;
  for (const Row& row : rows_) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row.cells[i].text));
    }
  }
  std::string out;
  for (const Row& row : rows_) {
    std::string line = row.note;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Cell& cell = row.cells[i];
      const auto space = static_cast<std::size_t>(widths[i] - display_width(cell.text));
      line.append(cell.right ? kGap + space : kGap, ' ').append(cell.text);
      if (!cell.right) line.append(space, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

TextTable::Cell right(std::string text) {
  TextTable::Cell cell(std::move(text));
  cell.right = true;
  return cell;
}

}  // namespace vocmap
