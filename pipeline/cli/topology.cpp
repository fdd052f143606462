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

 private:
  Intake& intake_;
};

}  // namespace

VoiceOfCustomer::VoiceOfCustomer(const TaxonomyHistory& taxonomies, const TopologyRules& rules)
    : taxonomies_(taxonomies),
      rules_(rules),
      intake_(taxonomies_, rules.limits, rules_.model.get()),
      offered_version_(taxonomies.latest().version()) {
  describe_taxonomies();
}

void VoiceOfCustomer::describe_taxonomies() {
  lineage_.clear();
  for (const auto& index : taxonomies_.versions()) {
    lineage_.emplace_back("vocmap-taxonomy",
                          fmt::format("{}:{:016x}", index->version(), index->taxonomy().hash));
  }
  if (rules_.model != nullptr) {
    lineage_.emplace_back("vocmap-model", fmt::format("{:016x}", rules_.model->hash));
  }
  newest_version_ = taxonomies_.latest().version();
}

void VoiceOfCustomer::offer(const TaxonomyHistory& next) {
  Offer offer{next, Intake::make_scorers(next, rules_.model.get(), offered_version_)};
  offered_version_ = next.latest().version();
  const std::lock_guard lock{mutex_};
  if (offer_) offer.scorers.merge(offer_->scorers);  // of versions that were not taken on yet
  offer_ = std::move(offer);
  offered_ = true;
}

// The versions that are known already are the same objects in the new history, so the scorers that
// refer to them stay.
void VoiceOfCustomer::between_transactions() {
  newest_event_ = intake_.newest_event();
  if (!offered_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock{mutex_};
  taxonomies_ = std::move(offer_->taxonomies);
  intake_.take_on(std::move(offer_->scorers));
  offer_.reset();
  offered_ = false;
  describe_taxonomies();
}

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
