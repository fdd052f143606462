#pragma once

#include "operators/journey/customer_history.h"
#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

// A survey says something of a contact that was opened up to this long before it, and of two
// answers up to this far apart one is what was expected and one what was experienced.
inline constexpr Duration kSurveySpan = std::chrono::days{30};

// Scores become 1-5 (csat), 1-7 with 7 for easy (ces) and 0-10 (nps) by the scale that the survey
// names, in 1/1000; others stay as given. A ces scale of version 1.0, or up to 5, is 1-5 with 5 for
// much effort, unless the survey says otherwise.
KeptSurvey make_survey(const Survey& survey);

// Inserts in order.
void insert_survey(CustomerHistory& history, KeptSurvey survey);

// What one survey adds. Nothing when no line can be told: the cell is that of the contact that it
// names, else its line, else that of the customer's newest contact before it.
std::vector<Measurement> measure_survey(const KeptSurvey& survey, const CustomerHistory& history,
                                        const TaxonomyHistory& taxonomies);

}  // namespace vocmap
