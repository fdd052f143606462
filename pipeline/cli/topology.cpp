#include "pipeline/cli/topology.h"

#include "operators/map.h"
#include "operators/rank.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

// The source tasks of a worker share its one Intake.
class ToIntake final : public SourceStage {
 public:
  explicit ToIntake(Intake& intake) : intake_(intake) {}
  SourceOutcome on_record(const Record& record, Outbox& out) override {
    return intake_.process(record, out);
  }

 private:
  Intake& intake_;
};

}  // namespace

VoiceOfCustomer::VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules)
    : taxonomies_(taxonomies), rules_(rules), intake_(taxonomies, rules.limits) {}

std::unique_ptr<SourceStage> VoiceOfCustomer::make_source(Topic) {
  return std::make_unique<ToIntake>(intake_);
}

std::unique_ptr<KeyedStage> VoiceOfCustomer::make_stage(StageId stage, TaskState& state) {
  switch (stage) {
    case StageId::journey:
      return std::make_unique<Journey>(taxonomies_, rules_.journey, state);
    case StageId::map:
      return std::make_unique<Map>(taxonomies_, rules_.windows, state);
    case StageId::rank:
      return std::make_unique<Rank>(taxonomies_, state);
    case StageId::intake:
      break;
  }
  CHECK(false, "the source stage has no keyed code");
}

}  // namespace vocmap
