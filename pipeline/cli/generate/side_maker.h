#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/cli/generate/contact_maker.h"
#include "pipeline/cli/generate/schedule.h"
#include "pipeline/cli/generate/world.h"

namespace vocmap {

// Makes what stands beside contacts and orders: customers, surveys, agent activity, records that
// cannot be accepted, and late records.
class SideMaker {
 public:
  SideMaker(World& world, const ContactMaker& contacts) : world_(world), contacts_(contacts) {}

  void make_other(const Slot& slot);
  void make_bad(const Slot& slot);
  std::vector<GeneratedRecord> make_late();

 private:
  void put(Topic topic, std::string key, std::string value, EventTime at);

  World& world_;
  const ContactMaker& contacts_;
  std::int64_t others_ = 0, bad_ = 0;
};

}  // namespace vocmap
