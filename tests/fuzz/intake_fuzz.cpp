// INTAKE turns every record into exactly one output: an event for JOURNEY that can be read, or a
// dead letter as its schema says.
#include <simdjson.h>

#include <algorithm>

#include "operators/intake.h"
#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/core/check.h"
#include "pipeline/core/frame.h"
#include "tests/fuzz/input_record.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostPayload = 64 << 10;
constexpr const char* kJourneys = R"(version: 1
lines:
  - id: tickets
    name: {en: Tickets}
    time_zone: UTC
    stages:
      - id: pay
        name: {en: Pay}
        scenarios:
          - id: tickets.pay.charged_twice
            name: {en: Charged twice, zh: 重复扣款}
            examples: ["I was charged twice", "扣了我两次钱", "double charge on my card"]
            rules: [{any: ["double charge"]}]
          - id: tickets.pay.refund
            name: {en: Refund}
            examples: ["How do I get a refund?", "怎么退票", "I want my money back"]
)";

const TaxonomyHistory& taxonomies() {
  static const TaxonomyHistory history = [] {
    auto taxonomy = load_taxonomy(kJourneys);
    CHECK(taxonomy.has_value(), "the taxonomy of this target is valid");
    return *TaxonomyHistory::make({std::move(*taxonomy)});
  }();
  return history;
}

void check_forwarded(const Record& record, const OutboundRecord& out, const SourceOutcome& fate) {
  CHECK(out.topic == Topic::journey_in && out.value, "an event goes to JOURNEY");
  const auto frame = parse_frame(*out.value);
  CHECK(frame && frame->kind == FrameKind::data, "in a frame of data");
  const auto read = decode<JourneyRecord>(frame->body);
  CHECK(read && read->topic == record.topic, "that JOURNEY can read");
  CHECK(!out.key.empty() && simdjson::validate_utf8(out.key), "under a readable key");
  CHECK(fate.event_time == std::visit([](const auto& e) { return event_time(e); }, read->event),
        "and tells its event time");
}

bool is_time(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time && format_rfc3339(*time) == text && text.back() == 'Z';
}

void check_dead_letter(const Record& record, const OutboundRecord& out, const SourceOutcome& fate) {
  static simdjson::dom::parser parser;
  CHECK(!fate.event_time, "a dead letter moves no watermark");
  CHECK(out.topic == Topic::dead_letters && out.key.empty() && out.value, "a dead letter, no key");
  simdjson::dom::object letter;
  CHECK(!parser.parse(*out.value).get(letter) && letter.size() == 11, "a dead letter is an object");
  const auto text = [&](std::string_view name) {
    std::string_view value;
    CHECK(!letter[name].get(value), "a text of a dead letter is missing");
    return value;
  };
  CHECK(text("input") == name_of(record.topic), "the input's name");
  CHECK(parse_enum<Reason>(text("reason")).has_value(), "a reason of the list");
  CHECK(!text("sentence").empty() && text("detail").size() < 512, "and what it means");
  CHECK(std::string_view{letter["source"]["topic"]} == name_of(record.topic), "the position");
  CHECK(std::int64_t{letter["source"]["offset"]} == record.offset, "with its offset");
  CHECK(letter["timestamp"].is_null() || is_time(text("timestamp")), "a time or none");
  CHECK(text("key").size() <= 256, "a short key");
  CHECK(std::uint64_t{letter["length"]} == record.value.size(), "the length of the value");
  const std::string_view hash = text("hash");
  CHECK(hash.size() == 16 &&
            std::all_of(hash.begin(), hash.end(),
                        [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }),
        "a hash of 16 digits");
  CHECK(bool{letter["truncated"]} == (record.value.size() > kMostPayload), "cut only when long");
  CHECK(text("payload").size() <= kMostPayload, "at most 64 KiB");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  static Intake intake(taxonomies(), {});
  FuzzInput input(data, size);
  Record record = input_record(input);
  record.offset = static_cast<std::int64_t>(size);
  Outbox outbox;
  const SourceOutcome fate = intake.process(record, outbox);
  const auto out = outbox.take();
  CHECK(out.size() == 1, "one record in, one record out");
  if (fate.fate == SourceOutcome::Fate::forwarded) {
    check_forwarded(record, out.front(), fate);
  } else {
    CHECK(fate.fate == SourceOutcome::Fate::dead_lettered, "nothing is filtered");
    check_dead_letter(record, out.front(), fate);
  }
  return 0;
}
