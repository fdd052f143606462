#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// A table for the terminal whose columns are as wide as their widest cell, Chinese counted double.
class TextTable {
 public:
  struct Cell {
    Cell(std::string cell) : text(std::move(cell)) {}  // NOLINT: implicit
    Cell(const char* cell) : text(cell) {}             // NOLINT: implicit

    std::string text;
    bool right = false;  // moved to the right of its column
  };

  using Cells = std::vector<Cell>;

  void row(Cells cells) { rows_.push_back({std::move(cells), {}}); }
  // A line between the rows that keeps to no column but begins at column `indent`.
  void note(std::size_t indent, std::string_view text);

  std::string write() const;

 private:
  struct Row {
    Cells cells;  // none: a note
    std::string note;
  };

  std::vector<Row> rows_;
};

// A cell that is moved to the right.
TextTable::Cell right(std::string text);

}  // namespace vocmap
