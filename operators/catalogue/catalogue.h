#pragma once

#include <span>

#include "operators/catalogue/facts.h"
#include "operators/catalogue/metric.h"

namespace vocmap {

// Every metric that is the sum of what its subjects add. A list per kind of subject; the comment
// says which time of the subject decides the window.
extern const Metrics<ContactInContext> kContactMetrics;   // opening
extern const Metrics<ContactInContext> kFollowUpMetrics;  // opening; what came after counts, too
extern const Metrics<JourneyFact> kJourneyMetrics;        // opening of the first contact
extern const Metrics<JourneyFact> kOutcomeMetrics;        // opening of the last contact
extern const Metrics<PricedContact> kContactCostMetrics;  // opening
extern const Metrics<JourneyFact> kJourneyCostMetrics;    // opening of the last contact
extern const Metrics<OrderFact> kOrderMetrics;            // placing of the order
extern const Metrics<OrderReversal> kReversalMetrics;     // refund or dispute
extern const Metrics<SurveyFact> kSurveyMetrics;          // answer
extern const Metrics<SurveySent> kSurveySentMetrics;      // sending
extern const Metrics<WorkFact> kWorkMetrics;              // hour
// Transactions, which JOURNEY tells by region and product as it tells those of the line.
extern const MetricEntry kExposure;
// Distinct customers with a counted contact, which JOURNEY tells cell by cell.
extern const MetricEntry kCustomersWithProblem;

// Made by MAP of the day's contacts and exposure, and of those of the days before.
extern const MetricEntry kServiceRateChange;
extern const MetricEntry kServiceRateChangeRate;
extern const MetricEntry kServiceRateChangeMix;

// All entries, in the order of the published table.
std::span<const MetricEntry* const> catalogue();
// Null: no such metric.
const MetricEntry* find_metric(std::uint16_t id);

}  // namespace vocmap
