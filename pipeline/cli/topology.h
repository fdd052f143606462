#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "operators/intake.h"
#include "operators/journey.h"
#include "operators/metrics/windows.h"
#include "operators/scenario/text_model.h"
#include "pipeline/runtime/gate.h"
#include "pipeline/runtime/stage.h"
#include "schemas/forecast_rules.h"

namespace vocmap {

struct TopologyRules {
  DecodeLimits limits = {};
  JourneyRules journey = {};
  WindowRules windows = {};
  ForecastRules forecast = {};
  std::shared_ptr<const TextModel> model = nullptr;  // none: the lexical matcher
};

// The four stages in the order the data flows: INTAKE -> JOURNEY -> MAP -> RANK. One per worker.
// Its stages share one history of taxonomies, which changes only between two transactions.
class VoiceOfCustomer final : public Topology {
 public:
  using Lineage = std::vector<std::pair<std::string, std::string>>;

  // A longer history with all that belongs to it.
  struct Extension {
    TaxonomyHistory taxonomies;
    Intake::Scorers scorers;  // of what is new
    Lineage lineage;
  };

  // The workers of a process share `gate`, which must outlive them; null where the taxonomies stay.
  VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules,
                  Gate* gate = nullptr);

  std::unique_ptr<SourceStage> make_source(Topic topic) override;
  std::unique_ptr<KeyedStage> make_stage(StageId stage, TaskState& state) override;
  void between_transactions() override;
  std::uint32_t taxonomy_at(EventTime t) const override { return taxonomies_.at(t).version(); }
  void await_taxonomy(std::uint32_t version) override { awaited_version_ = version; }
  Lineage lineage() const override { return lineage_; }

  // Fits what is new in `next`, an extension of the present history; takes its time, beside the
  // worker.
  Extension extension(const TaxonomyHistory& next) const;
  // While the gate holds the worker. Cannot fail.
  void take_on(Extension extension);

  // From any thread: the version that the worker's tasks wait for (0: none), and the greatest event
  // time up to its last commit.
  std::uint32_t awaited_version() const { return awaited_version_; }
  EventTime newest_event() const { return newest_event_; }

  const IntakeCounts& intake_counts() const { return intake_.counts(); }

 private:
  Lineage describe(const TaxonomyHistory& taxonomies) const;

  TaxonomyHistory taxonomies_;
  const TopologyRules rules_;
  Gate* const gate_;
  Intake intake_;
  Lineage lineage_;
  std::atomic<std::uint32_t> awaited_version_ = 0;
  std::atomic<EventTime> newest_event_ = EventTime::min();
};

}  // namespace vocmap
