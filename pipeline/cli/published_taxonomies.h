#pragma once

#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/kafka/kafka_broker.h"

namespace vocmap {

// What speaks against `taxonomies` in the versions that voc.taxonomy holds. Nothing before the
// application's RANK has committed: what is there then is another application's. A published
// version that is too new for `taxonomies` is logged. Throws KafkaError; call it before the broker
// joins.
std::vector<std::string> contradictions_to_published(const TaxonomyHistory& taxonomies,
                                                     KafkaBroker& broker,
                                                     const KafkaOptions& options);

}  // namespace vocmap
