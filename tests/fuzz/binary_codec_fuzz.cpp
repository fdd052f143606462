// Any bytes are one value of a stored or internal type, or refused; a value that was read is
// written to bytes that give it again.
#include "operators/enrich/contact_state.h"
#include "operators/enrich/customer_state.h"
#include "operators/forecast/forecast_contacts.h"
#include "operators/journey/agent_hour.h"
#include "operators/journey/customer_history.h"
#include "operators/map.h"
#include "operators/metrics/cells.h"
#include "operators/metrics/measured_windows.h"
#include "operators/metrics/stock.h"
#include "operators/metrics/windows.h"
#include "operators/rank.h"
#include "operators/records.h"
#include "pipeline/core/check.h"
#include "pipeline/core/frame.h"
#include "pipeline/core/ledger.h"
#include "pipeline/state/database.h"
#include "schemas/binary.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

template <class T>
void round_trip(std::string_view bytes) {
  const std::optional<T> value = decode<T>(bytes);
  if (!value) return;
  const std::string written = encode(*value);
  const std::optional<T> again = decode<T>(written);
  CHECK(again.has_value(), "what was written can be read");
  CHECK(encode(*again) == written, "and is the same value");
}

void read_frame(std::string_view bytes) {
  const std::optional<Frame> frame = parse_frame(bytes);
  if (!frame) return;
  const std::string written = framed(frame->kind, frame->taxonomy_version).append(frame->body);
  const std::optional<Frame> again = parse_frame(written);
  CHECK(again && again->kind == frame->kind && again->body == frame->body &&
            again->taxonomy_version == frame->taxonomy_version,
        "a frame is its kind, its taxonomy version and its body");
  if (frame->kind == FrameKind::watermark) {
    round_trip<WatermarkRecord>(frame->body);
  } else {
    round_trip<JourneyRecord>(frame->body);
  }
}

using DeduplicationChunk = std::vector<std::pair<DeduplicationKey, std::uint64_t>>;
using Upstream = std::pair<EventTime, bool>;  // in the form of Watermarks::Upstream

// Every type of the internal topics, then every value type of the stores.
constexpr void (*kReaders[])(std::string_view) = {read_frame,
                                                  round_trip<JourneyRecord>,
                                                  round_trip<WatermarkRecord>,
                                                  round_trip<LineDelta>,
                                                  round_trip<DayRow>,
                                                  round_trip<InputEvent>,
                                                  round_trip<ContactState>,
                                                  round_trip<CustomerState>,
                                                  round_trip<DeduplicationChunk>,
                                                  round_trip<ReceivedLedger>,
                                                  round_trip<SourceLedger>,
                                                  round_trip<Cell>,
                                                  round_trip<Windows::Head>,
                                                  round_trip<std::vector<StockTimelines::Point>>,
                                                  round_trip<Map::PublishedMap>,
                                                  round_trip<std::vector<Published>>,
                                                  round_trip<UnmatchedContact>,
                                                  round_trip<Discover::LineHead>,
                                                  round_trip<MicroCluster>,
                                                  round_trip<RecentText>,
                                                  round_trip<Tally>,
                                                  round_trip<EmergentScenario>,
                                                  round_trip<ProposalVerdict>,
                                                  round_trip<Rank::Last>,
                                                  round_trip<Upstream>,
                                                  round_trip<Progress>,
                                                  round_trip<EventTime>,
                                                  round_trip<std::int64_t>,
                                                  round_trip<std::uint64_t>,
                                                  round_trip<bool>,
                                                  round_trip<CustomerHistory>,
                                                  round_trip<MeasuredSums>,
                                                  round_trip<AgentHour>,
                                                  round_trip<ForecastContacts::LineState>,
                                                  round_trip<ForecastContacts::Series>};

}  // namespace
}  // namespace vocmap

// The first byte chooses the type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  FuzzInput input(data, size);
  kReaders[input.byte() % std::size(kReaders)](input.rest());
  return 0;
}
