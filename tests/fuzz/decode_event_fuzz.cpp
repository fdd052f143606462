// What is decoded can be stored and written, and reads back equal from both; what is refused has
// a sentence.
#include <simdjson.h>

#include "operators/decode/decode_event.h"
#include "pipeline/core/check.h"
#include "schemas/binary.h"
#include "schemas/json_writer.h"
#include "tests/fuzz/input_record.h"

namespace vocmap {
namespace {

constexpr std::size_t kLongestDetail = 512;

void check_refusal(const Refusal& refusal) {
  CHECK(!sentence_of(refusal.reason).empty(), "a refusal has a sentence");
  CHECK(refusal.detail.size() <= kLongestDetail, "a detail is a path, never a value");
  CHECK(simdjson::validate_utf8(refusal.detail), "a detail is UTF-8");
}

void check_event(const Record& record, const DecodedEvent& decoded) {
  CHECK(decoded.event.index() == static_cast<std::size_t>(record.topic), "an event of its topic");
  const std::string bytes = encode(decoded.event);
  const auto stored = decode<InputEvent>(bytes);
  CHECK(stored && encode(*stored) == bytes, "an event reads back from its binary form");
  if (decoded.tombstone) return;

  JsonWriter json;
  std::visit([&](const auto& event) { write_json(json, event); }, decoded.event);
  static DecodeEvent again;
  const auto rewritten = again({.topic = record.topic, .value = json.text()});
  CHECK(rewritten.has_value(), "an event that was written as JSON is accepted");
  CHECK(encode(rewritten->event) == bytes, "an event reads back from its JSON form");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  static DecodeEvent decode_event;
  FuzzInput input(data, size);
  const Record record = input_record(input);
  const auto decoded = decode_event(record);
  if (decoded) {
    check_event(record, *decoded);
  } else {
    check_refusal(decoded.error());
  }
  return 0;
}
