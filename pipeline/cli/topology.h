#pragma once

#include <memory>

#include "operators/intake.h"
#include "operators/journey.h"
#include "operators/metrics/windows.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

struct TopologyRules {
  DecodeLimits limits;
  JourneyRules journey;
  WindowRules windows;
};

// The four stages in the order the data flows: INTAKE -> JOURNEY -> MAP -> RANK. One per worker.
class VoiceOfCustomer final : public Topology {
 public:
  // `taxonomies` must outlive it.
  VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules);

  std::unique_ptr<SourceStage> make_source(Topic topic) override;
  std::unique_ptr<KeyedStage> make_stage(StageId stage, TaskState& state) override;

  const IntakeCounts& intake_counts() const { return intake_.counts(); }

 private:
  const TaxonomyHistory& taxonomies_;
  const TopologyRules rules_;
  Intake intake_;
};

}  // namespace vocmap
