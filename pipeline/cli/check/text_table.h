#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// A table for the terminal whose columns are as wide as their widest cell, Chinese counted double.
// A cell that begins with '>' is moved to the right of its column.
class TextTable {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // A line between the rows that keeps to no column but begins at column `indent`.
  void note(std::size_t indent, std::string_view text);

  std::string write() const;

 private:
  static constexpr std::string_view kNote = "\n";  // the first cell of a note; no row begins so

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace vocmap
