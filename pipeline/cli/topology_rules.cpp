#include "pipeline/cli/topology_rules.h"

namespace vocmap {

TopologyRules rules_of(const Settings& settings, std::shared_ptr<const TextModel> model) {
  TopologyRules rules;
  rules.model = std::move(model);
  rules.limits.max_bytes = settings.limits.max_record_bytes;
  rules.limits.max_text_bytes = settings.limits.max_text_bytes;
  rules.journey = {.lateness = settings.time.lateness,
                   .horizon = settings.time.horizon,
                   .wanted_precision = settings.text.wanted_precision,
                   .rate_card = settings.rate_card};
  rules.windows = {.lateness = settings.time.lateness, .horizon = settings.time.horizon};
  rules.forecast = settings.forecast;
  return rules;
}

}  // namespace vocmap
