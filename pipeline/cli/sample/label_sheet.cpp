#include "pipeline/cli/sample/label_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "operators/records.h"
#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

constexpr std::array<std::string_view, 7> kColumns = {
    "contact_id", "customer_id", "line", "opened_at", "proposed", "verdict", "text"};
constexpr std::string_view kByteOrderMark = "\uFEFF";
enum Column : std::size_t { kContact, kCustomer, kLine, kOpenedAt, kProposed, kVerdict, kText };

// In one cell: controls are spaces, and behind a space a spreadsheet sees no formula.
std::string flat(std::string_view text) {
  std::string cell = one_line(text);
  if (!cell.empty() && std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos) {
    cell.insert(0, 1, ' ');
  }
  return cell;
}

std::vector<std::string> cells_of(std::string_view row) {
  if (row.ends_with('\r')) row.remove_suffix(1);
  std::vector<std::string> cells;
  while (true) {
    const std::size_t tab = row.find('\t');
    std::string_view cell = row.substr(0, tab);
    // A spreadsheet quotes a cell that has quotes of its own.
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = cell.substr(1, cell.size() - 2);
    }
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    cells.emplace_back(cell);
    if (tab == std::string_view::npos) return cells;
    row.remove_prefix(tab + 1);
  }
}

bool is_scenario_of(const TaxonomyIndex& taxonomy, const std::string& line, const std::string& id) {
  if (id == kNone) return true;
  const auto index = taxonomy.scenario_index(id);
  return index && taxonomy.line_of(*index).id == line;
}

}  // namespace

std::string heading_of_sheet() {
  return fmt::format("{}\n", fmt::join(kColumns, "\t"));
}

std::string row_of_sheet(const EnrichedContact& contact) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t\t{}\n", flat(contact.contact_id),
                     flat(contact.customer_id), flat(contact.line),
                     format_rfc3339(contact.opened_at), flat(contact.scenario), flat(contact.text));
}

tl::expected<std::vector<Label>, std::vector<std::string>> read_sheet(
    std::istream& in, const TaxonomyHistory& taxonomies, EventTime judged_at) {
  const TaxonomyIndex& taxonomy = taxonomies.at(judged_at);
  std::vector<Label> labels;
  std::vector<std::string> problems;
  std::string row;
  std::getline(in, row);
  if (row.starts_with(kByteOrderMark)) row.erase(0, kByteOrderMark.size());
  if (cells_of(row).size() < kText ||
      !std::equal(kColumns.begin(), kColumns.begin() + kText, cells_of(row).begin())) {
    return tl::unexpected(
        std::vector{fmt::format("line 1: the columns must be {}", fmt::join(kColumns, ", "))});
  }
  for (int number = 2; std::getline(in, row); ++number) {
    if (row.empty() || row == "\r") continue;
    std::vector<std::string> cells = cells_of(row);
    if (cells.size() <= kVerdict || cells[kContact].empty()) {
      problems.push_back(fmt::format("line {}: not a row of a sample", number));
      continue;
    }
    if (cells[kVerdict].empty()) continue;
    const std::string verdict{cells[kVerdict] == "="
                                  ? taxonomies.restated(cells[kProposed], taxonomy.version())
                                  : std::string_view{cells[kVerdict]}};
    if (!is_scenario_of(taxonomy, cells[kLine], verdict)) {
      problems.push_back(
          fmt::format("line {}: '{}' is no scenario of line {}", number, verdict, cells[kLine]));
      continue;
    }
    labels.push_back({std::move(cells[kContact]), std::move(cells[kCustomer]), verdict});
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return labels;
}

}  // namespace vocmap
