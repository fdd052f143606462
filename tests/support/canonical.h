#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/core/outbox.h"

namespace vocmap {

// What runs of the same input must agree in (DOMAIN, section 3): the last value per key without
// its revision, and the letters as a multiset. Values are compared as bytes.
struct Canonical {
  using Key = std::pair<std::string, std::string>;  // topic, key

  std::map<Key, std::string> values;   // metrics, enriched contacts, experience maps
  std::map<std::string, int> letters;  // "<topic>","input":..,"reason":..,"payload":.. -> count
  // Broken rules of publication: a revision that does not follow the one before, a second `final`,
  // a revision of something final. Empty when all is well.
  std::vector<std::string> problems;
};

// `published`: every record of the output topics in the order of the commits.
Canonical canonical_of(std::span<const OutboundRecord> published);

// Forecasts by key in the order of publication. They depend on the order of arrival, so they are no
// part of the canonical form.
std::map<std::string, std::vector<std::string>> forecasts_of(
    std::span<const OutboundRecord> published);

// What people check of them: those made after an hour with contacts, with their first hour ahead.
std::vector<std::string> readable_forecasts(
    const std::map<std::string, std::vector<std::string>>& forecasts);

// The part that people check by hand, one JSON object per line: metrics of 1 h and 1 d without the
// cells that count nothing and without the rates of channels, enriched contacts without their
// scores, and the letters.
std::vector<std::string> readable_lines(const Canonical& canonical);

}  // namespace vocmap
