#pragma once

#include <cstdint>
#include <string>

#include "pipeline/cli/generate/schedule.h"
#include "pipeline/cli/generate/world.h"

namespace vocmap {

class JsonLine;

// Makes voc.contacts: whole contacts in one `closed` record and life cycles of 2 or 4 records
// within 6 h, of all channels and both languages, some without a customer, outbound, of an unknown
// line or with a field that no schema knows.
class ContactMaker {
 public:
  explicit ContactMaker(World& world) : world_(world) {}

  // One contact that opens in the slot, 1 to 4 records but not more than `at_most` (> 0).
  std::int64_t make_contact(const Slot& slot, std::int64_t at_most);

  // The newest contact, for surveys and agents; empty ids before the first.
  struct Newest {
    std::string contact_id, customer_id, line, agent_id, team_id;
    EventTime opened_at;
  };
  const Newest& newest() const { return newest_; }

 private:
  struct Made {
    std::string contact_id, customer_id, order_id, line;
    const ScenarioTexts* texts;
    std::string_view channel, team;
    std::string agent;
    bool chinese, outbound;
    EventTime opened_at;
  };
  Made begin(const Slot& slot);
  std::string text(const Made& made);
  JsonLine head(const Made& made, std::string_view event, EventTime at);
  void put(const Made& made, JsonLine& json, EventTime at);
  void put_single(const Made& made);
  void put_opened(const Made& made);
  void put_message(const Made& made, EventTime at);
  void put_end(const Made& made, std::string_view event, EventTime at);
  std::string turns(const Made& made, EventTime at);

  World& world_;
  Newest newest_;
  std::int64_t next_id_ = 1;
};

}  // namespace vocmap
