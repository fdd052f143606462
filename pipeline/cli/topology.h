#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "operators/intake.h"
#include "operators/journey.h"
#include "operators/metrics/windows.h"
#include "operators/scenario/text_model.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

struct TopologyRules {
  DecodeLimits limits = {};
  JourneyRules journey = {};
  WindowRules windows = {};
  std::shared_ptr<const TextModel> model = nullptr;  // none: the lexical matcher
};

// The four stages in the order the data flows: INTAKE -> JOURNEY -> MAP -> RANK. One per worker.
// Its stages share one history of taxonomies, which changes only between two transactions.
class VoiceOfCustomer final : public Topology {
 public:
  VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules);

  std::unique_ptr<SourceStage> make_source(Topic topic) override;
  std::unique_ptr<KeyedStage> make_stage(StageId stage, TaskState& state) override;
  void between_transactions() override;
  std::vector<std::pair<std::string, std::string>> lineage() const override { return lineage_; }

  // Fits what is new in `next`, an extension of the history given last, in the calling thread; the
  // worker takes it on after its next commit. From one thread at a time, any.
  void offer(const TaxonomyHistory& next);

  // From any thread: the newest version that the worker has taken on, and the greatest event time
  // up to its last commit.
  std::uint32_t newest_version() const { return newest_version_; }
  EventTime newest_event() const { return newest_event_; }

  const IntakeCounts& intake_counts() const { return intake_.counts(); }

 private:
  struct Offer {
    TaxonomyHistory taxonomies;
    Intake::Scorers scorers;
  };

  void describe_taxonomies();

  TaxonomyHistory taxonomies_;
  const TopologyRules rules_;
  Intake intake_;
  std::vector<std::pair<std::string, std::string>> lineage_;

  std::mutex mutex_;  // of the offer
  std::optional<Offer> offer_;
  std::uint32_t offered_version_;  // the offering thread's
  std::atomic<bool> offered_ = false;
  std::atomic<std::uint32_t> newest_version_;
  std::atomic<EventTime> newest_event_ = EventTime::min();
};

}  // namespace vocmap
