#include "pipeline/cli/topology.h"

#include <fmt/format.h>

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
  void resume(EventTime newest_event) override { intake_.resume(newest_event); }
  std::uint32_t taxonomy_at(EventTime t) const override { return intake_.taxonomy_at(t); }

 private:
  Intake& intake_;
};

}  // namespace

VoiceOfCustomer::VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules,
                                 Gate* gate)
    : taxonomies_(taxonomies),
      rules_(rules),
      gate_(gate),
      intake_(taxonomies_, rules.limits, rules_.model.get()),
      lineage_(describe(taxonomies)) {}

VoiceOfCustomer::Lineage VoiceOfCustomer::describe(const TaxonomyHistory& taxonomies) const {
  Lineage lineage;
  for (const auto& index : taxonomies.versions()) {
    lineage.emplace_back("vocmap-taxonomy",
                         fmt::format("{}:{:016x}", index->version(), index->taxonomy().hash));
  }
  if (rules_.model != nullptr) {
    lineage.emplace_back("vocmap-model", fmt::format("{:016x}", rules_.model->hash));
  }
  return lineage;
}

VoiceOfCustomer::Extension VoiceOfCustomer::extension(const TaxonomyHistory& next) const {
  return {next, Intake::make_scorers(next, rules_.model.get(), taxonomies_.latest().version()),
          describe(next)};
}

// The versions that are known already are the same objects in the new history, so the scorers that
// refer to them stay.
void VoiceOfCustomer::take_on(Extension extension) {
  taxonomies_ = std::move(extension.taxonomies);
  intake_.take_on(std::move(extension.scorers));
  lineage_ = std::move(extension.lineage);
}

void VoiceOfCustomer::between_transactions() {
  newest_event_ = intake_.newest_event();
  if (gate_ != nullptr) gate_->pass();
}

std::unique_ptr<SourceStage> VoiceOfCustomer::make_source(Topic) {
  return std::make_unique<ToIntake>(intake_);
}

std::unique_ptr<KeyedStage> VoiceOfCustomer::make_stage(StageId stage, TaskState& state) {
  switch (stage) {
    case StageId::journey:
      return std::make_unique<Journey>(taxonomies_, rules_.journey, state);
    case StageId::map:
      return std::make_unique<Map>(taxonomies_, rules_.windows, rules_.forecast, state);
    case StageId::rank:
      return std::make_unique<Rank>(taxonomies_, state);
    case StageId::intake:
      break;
  }
  CHECK(false, "the source stage has no keyed code");
}

}  // namespace vocmap
