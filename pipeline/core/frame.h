#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/binary.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace vocmap {

// The frame of every record on an internal topic: version byte, kind byte, taxonomy version, body.
// Who reads the body must know that version of the taxonomy: it is the newest in force at the times
// of which the body speaks, as far as its writer knew; 0: none is looked up.
inline constexpr char kFrameVersion = 6;
enum class FrameKind : char { data = 0, watermark = 1 };

inline std::string framed(FrameKind kind, std::uint32_t taxonomy_version = 0) {
  std::string frame{kFrameVersion, static_cast<char>(kind)};
  BinaryWriter{frame}.put(taxonomy_version);
  return frame;
}

struct Frame {
  FrameKind kind;
  std::uint32_t taxonomy_version = 0;
  std::string_view body;
};

// Empty when the version or kind is not ours.
inline std::optional<Frame> parse_frame(std::string_view value) {
  if (value.size() < 2 || value[0] != kFrameVersion || value[1] < 0 || value[1] > 1) {
    return std::nullopt;
  }
  BinaryReader reader{value.substr(2)};
  Frame frame{.kind = static_cast<FrameKind>(value[1]), .body = {}};
  reader.get(frame.taxonomy_version);
  if (!reader.ok()) return std::nullopt;
  frame.body = reader.rest();
  return frame;
}

// Everything of an input partition before `offset` was read.
struct InputEnd {
  Topic topic{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  template <class Codec>
  void codec(Codec& c) {
    c(topic, partition, offset);
  }
  friend auto operator<=>(const InputEnd&, const InputEnd&) = default;
};
using InputEnds = std::vector<InputEnd>;  // one of a partition, sorted

// A promise of one upstream: no record with a smaller event time follows, late ones excepted.
// `upstreams` names every topic that feeds the stage with its partition count, so that an upstream
// that was never heard holds the stage back.
struct WatermarkRecord {
  Topic topic{};
  std::int32_t partition = 0;
  EventTime watermark;  // of an idle upstream: the most that silence may advance it to
  bool idle = false;
  bool ends = false;            // a drain: the upstream has nothing more, time goes to `watermark`
  std::int64_t silence_ms = 0;  // host time that passed since this idle upstream's last record
  std::vector<std::pair<Topic, std::int32_t>> upstreams;
  InputEnds read{};  // with `ends`: what of the inputs the upstream has behind it

  template <class Codec>
  void codec(Codec& c) {
    c(topic, partition, watermark, idle, ends, silence_ms, upstreams, read);
  }
};

}  // namespace vocmap
