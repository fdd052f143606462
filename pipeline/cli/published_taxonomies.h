#pragma once

#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/kafka/kafka_broker.h"

namespace vocmap {

// What speaks against `taxonomies` in the versions that voc.taxonomy was written under last. The
// topic may hold more: those of an application that wrote there before. Nothing before the
// application's own RANK has committed. A version that is too new for `taxonomies` is logged.
// Throws KafkaError; call it before the broker joins.
std::vector<std::string> contradictions_to_published(const TaxonomyHistory& taxonomies,
                                                     KafkaBroker& broker,
                                                     const KafkaOptions& options);

}  // namespace vocmap
