#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/cli/sample/draw.h"

namespace vocmap {

// The drawn contacts as a tab-separated sheet for a person to fill in: contact_id, customer_id,
// line, opened_at, proposed, verdict, text. In the column `verdict` "=" says that the proposed
// scenario is right, a scenario id or `none` says what is; empty: not judged.
std::string heading_of_sheet();
std::string row_of_sheet(const EnrichedContact& contact);

struct Label {
  std::string contact_id, customer_id, scenario_id;
};

// The judged rows of a sheet, or all problems with it, each with its line: a column is missing, or
// a verdict is no scenario of the contact's line in the version that is in force at `judged_at`. A
// proposed scenario that was renamed or merged since is told by its name in that version.
tl::expected<std::vector<Label>, std::vector<std::string>> read_sheet(
    std::istream& in, const TaxonomyHistory& taxonomies, EventTime judged_at);

}  // namespace vocmap
