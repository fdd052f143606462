// The metadata of a committed source offset may be any text: it is refused or the task starts, and
// what it commits itself is read back by the next one.
#include "pipeline/core/check.h"
#include "pipeline/runtime/task.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

class Refuses final : public SourceStage {
 public:
  SourceOutcome on_record(const Record&, Outbox&) override {
    return {SourceOutcome::Fate::dead_lettered, std::nullopt};
  }
};

SourceTask open(std::string metadata) {
  return {std::make_unique<Refuses>(),
          TimeRules{},
          {.source = {Topic::contacts, 0},
           .stored = {.next_offset = 7, .metadata = std::move(metadata)},
           .end_offset = 9,
           .upstreams = {{Topic::contacts, 1}}}};
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  std::optional<SourceTask> opened;
  try {
    opened.emplace(open(std::string{FuzzInput(data, size).rest()}));
  } catch (const StateError&) {
    return 0;
  }
  SourceTask& task = *opened;
  const SourceLedger before = task.ledger();
  Outbox outbox;
  task.process({.topic = Topic::contacts, .offset = 7}, outbox);
  const SourcePosition position = task.prepare(outbox);
  SourceTask next = open(position.metadata);
  CHECK(next.ledger().read == before.read + 1, "the ledger goes on where it was committed");
  CHECK(next.ledger().dead_lettered == before.dead_lettered + 1, "with each of its counts");
  CHECK(next.ledger().balanced() && outbox.size() == 0, "and nothing is announced at the start");
  return 0;
}
