#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "pipeline/core/record.h"
#include "schemas/events.h"
#include "schemas/reasons.h"

namespace vocmap {

// What one record may cost. Sizes are in bytes of UTF-8.
struct DecodeLimits {
  std::size_t max_bytes = std::size_t{1} << 20;  // of the whole value
  std::size_t max_depth = 16;                    // nested objects and arrays, the document is 1
  std::size_t max_text_bytes = std::size_t{64} << 10;
  std::size_t max_id_bytes = 256;  // ids and labels
  std::size_t max_turns = 1'000;
  std::size_t max_attributes = 64;
  std::size_t max_items = 100;  // of any other list
};

// Why a record became a dead letter. `detail` is a field's path or a short fact, never a value.
struct Refusal {
  Reason reason{};
  std::string detail;
};

// The pair that makes an event unique among all producers (CloudEvents 1.0).
struct CloudEventId {
  std::string source, id;
};

struct DecodedEvent {
  InputEvent event;
  std::optional<CloudEventId> cloud_event;
  std::uint32_t unknown_fields = 0;  // ignored, at every level
  // voc.customers only: the erasure of the customer named by the record's key. `event` is then a
  // Customer with that id, updated at the record's timestamp, and nothing else.
  bool tombstone = false;
};

// Turns the value of an input record (plain JSON or CloudEvents, with or without the Schema
// Registry prefix) into the event of its topic, or refuses it. Defaults stay unset. One per
// thread: it reuses its buffer and parser. The result owns its memory.
class DecodeEvent {
 public:
  explicit DecodeEvent(DecodeLimits limits = {});
  DecodeEvent(DecodeEvent&&) noexcept;
  ~DecodeEvent();

  tl::expected<DecodedEvent, Refusal> operator()(const Record& record);

 private:
  class Parser;

  std::optional<Refusal> read_value(const Record& record, DecodedEvent& decoded);

  DecodeLimits limits_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace vocmap
