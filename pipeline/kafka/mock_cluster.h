#pragma once

#include <librdkafka/rdkafka.h>
// After rdkafka.h, which it needs.
#include <librdkafka/rdkafka_mock.h>

#include <memory>
#include <string>

#include "pipeline/kafka/client.h"

namespace vocmap {

// librdkafka's Kafka cluster inside this process, with one broker on a loopback port: for the demo
// and for tests. It keeps 5 MiB per partition, shows uncommitted records to every reader, stores
// no transactional positions and fences nobody.
class MockCluster {
 public:
  MockCluster();

  const std::string& bootstrap() const { return bootstrap_; }
  void create_topic(const std::string& name, std::int32_t partitions);

  rd_kafka_mock_cluster_t* handle() { return cluster_.get(); }

 private:
  ClientHandle client_;
  std::unique_ptr<rd_kafka_mock_cluster_t, DestroyWith<rd_kafka_mock_cluster_destroy>> cluster_;
  std::string bootstrap_;
};

}  // namespace vocmap
