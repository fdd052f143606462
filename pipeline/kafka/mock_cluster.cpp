#include "pipeline/kafka/mock_cluster.h"

#include <fmt/format.h>

#include <thread>

namespace vocmap {

MockCluster::MockCluster()
    : client_(ClientConfig().create(RD_KAFKA_PRODUCER)),
      cluster_(rd_kafka_mock_cluster_new(client_.get(), 1)) {
  if (!cluster_) throw KafkaError("the in-process Kafka cluster does not start");
  bootstrap_ = rd_kafka_mock_cluster_bootstraps(cluster_.get());
}

void MockCluster::create_topic(const std::string& name, std::int32_t partitions) {
  // A request that meets the cluster's thread at the end of the last one waits a whole second.
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const rd_kafka_resp_err_t error =
      rd_kafka_mock_topic_create(cluster_.get(), name.c_str(), partitions, 1);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw KafkaError(fmt::format("creating topic {}: {}", name, rd_kafka_err2str(error)));
  }
}

}  // namespace vocmap
