#pragma once

#include "pipeline/core/record.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {

// An input record of any topic. The first byte chooses topic and form, the rest is its value:
//   byte % 7: the topic; byte / 7 % 5: 0 plain, 1 with a timestamp (8 bytes) and a key, 2 announced
//   as a structured CloudEvent, 3 with the headers of a binary one, 4 a null value with timestamp.
inline Record input_record(FuzzInput& input) {
  static constexpr Header kStructured[] = {{"content-type", "application/cloudevents+json"}};
  static constexpr Header kBinary[] = {
      {"ce_specversion", "1.0"}, {"ce_id", "e-1"}, {"ce_source", "/crm"}, {"ce_type", "t"}};
  const std::size_t choice = input.byte();
  Record record;
  record.topic = static_cast<Topic>(choice % kInputTopics);
  const std::size_t form = choice / kInputTopics % 5;
  if (form == 1 || form == 4) record.timestamp_ms = static_cast<std::int64_t>(input.number());
  if (form == 2) record.headers = kStructured;
  if (form == 3) record.headers = kBinary;
  record.tombstone = form == 4;
  if (form == 1 || form == 4) record.key = input.rest();
  if (form != 4) record.value = input.rest();
  return record;
}

}  // namespace vocmap
