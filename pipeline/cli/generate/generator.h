#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/cli/generate/texts.h"
#include "pipeline/cli/generate/truth.h"
#include "schemas/taxonomy.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace vocmap {

// What to generate. Shares are of `events`, which counts every record, late ones included;
// order_share is the part of voc.orders in the rest.
struct GenerateOptions {
  std::uint64_t seed = 1;
  std::int64_t events = 100'000;
  EventTime start{1'772'668'800'000};  // 2026-03-05T00:00:00Z
  Duration span = std::chrono::hours{96};
  double order_share = 0.95;
  double zh_share = 0.6;
  double duplicate_share = 0.002;
  double conflicting_share = 0.0005;
  double late_share = 0.0005;
  double bad_share = 0.001;
  double none_share = 0.06;  // of the contacts: texts that belong to no scenario
  std::int64_t customers = 20'000;
};

struct GeneratedRecord {
  Topic topic{};
  std::string key;  // customer_id, else contact_id / order_id / agent_id
  std::string value;
  EventTime event_time;  // for a bad record: the time at which it arrives
  bool late = false;
};

// Yields input records for a taxonomy in event-time order, mildly shuffled (a record arrives at
// most 20 s after its event time), and keeps what it planted. Equal options, taxonomy and texts
// give equal bytes. All event times lie in [start, start + span).
class EventGenerator {
 public:
  // `taxonomy` and `texts` are used until the generator dies.
  EventGenerator(const GenerateOptions& options, const Taxonomy& taxonomy, const TextPool& texts);
  ~EventGenerator();

  // The next record; false at the end.
  bool next(GeneratedRecord& record);

  // Records that are late once the watermark has passed `late_after()`: the caller sends them after
  // that, or leaves them out. They touch no other record's contact, order or customer, and the
  // truth counts them only when this was called.
  const std::vector<GeneratedRecord>& late_records();
  EventTime late_after() const;  // lateness 24 h + the late records' event times

  // Complete once next() has returned false.
  const PlantedTruth& truth() const;

 private:
  class Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace vocmap
