#include "pipeline/kafka/topic_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TopicSpec spec_of(Topic topic, const PartitionPlan& plan = {}) {
  return topic_specs(TopicNames{}, plan)[static_cast<std::size_t>(topic)];
}

TopicState as_specified(const TopicSpec& spec) {
  return {spec.partitions, {spec.config.begin(), spec.config.end()}};
}

TEST(TopicSpec, a_topic_as_specified_has_no_differences) {
  for (const TopicSpec& spec : topic_specs(TopicNames{}, {})) {
    EXPECT_THAT(differences(spec, as_specified(spec)), IsEmpty()) << spec.name;
  }
}

TEST(TopicSpec, every_difference_is_a_sentence) {
  EXPECT_THAT(
      differences(spec_of(Topic::metrics_5m),
                  TopicState{3, {{"cleanup.policy", "delete"}, {"retention.ms", "604800000"}}}),
      ElementsAre("voc.metrics.5m has 3 partitions, not 4",
                  "voc.metrics.5m has cleanup.policy=delete, not compact,delete",
                  "voc.metrics.5m has retention.ms=604800000, not 172800000"));
}

TEST(TopicSpec, a_missing_topic_is_one_difference) {
  EXPECT_THAT(differences(spec_of(Topic::late), std::nullopt),
              ElementsAre("voc.late does not exist"));
}

TEST(TopicSpec, the_order_of_cleanup_policies_does_not_matter) {
  const TopicSpec spec = spec_of(Topic::metrics_1d);
  TopicState state = as_specified(spec);
  state.config["cleanup.policy"] = "delete, compact";
  EXPECT_THAT(differences(spec, state), IsEmpty());
}

TEST(TopicSpec, inputs_belong_to_their_owners) {
  EXPECT_THAT(differences(spec_of(Topic::contacts), TopicState{99, {}}), IsEmpty());
}

TEST(TopicSpec, a_changelog_has_the_partitions_of_its_stage_and_rank_has_one) {
  const PartitionPlan plan{.inputs = 2, .journey = 12, .map = 6, .outputs = 3};
  EXPECT_EQ(spec_of(Topic::journey_changelog, plan).partitions, 12);
  EXPECT_EQ(spec_of(Topic::map_changelog, plan).partitions, 6);
  EXPECT_EQ(spec_of(Topic::rank_changelog, plan).partitions, 1);
  EXPECT_EQ(spec_of(Topic::rank_in, plan).partitions, 1);
}

TEST(TopicSpec, configured_names_are_used) {
  TopicNames names;
  names.set(Topic::dead_letters, "acme.dead");
  EXPECT_EQ(topic_specs(names, {})[static_cast<std::size_t>(Topic::dead_letters)].name,
            "acme.dead");
  EXPECT_EQ(names.find("acme.dead"), Topic::dead_letters);
  EXPECT_EQ(names.find("voc.dead-letters"), std::nullopt);
}

}  // namespace
}  // namespace vocmap
