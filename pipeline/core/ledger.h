#pragma once

#include <cstdint>

namespace vocmap {

// What INTAKE did with every record of one source partition, since its first record:
// read = forwarded + dead_lettered + filtered.
struct SourceLedger {
  std::uint64_t read = 0;
  std::uint64_t forwarded = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t filtered = 0;

  bool balanced() const { return read == forwarded + dead_lettered + filtered; }

  template <class Codec>
  void codec(Codec& c) {
    c(read, forwarded, dead_lettered, filtered);
  }

  friend bool operator==(const SourceLedger&, const SourceLedger&) = default;
};

// What JOURNEY did with every forwarded record of one source partition:
// received = counted + duplicate + conflicting + late.
struct ReceivedLedger {
  std::uint64_t received = 0;
  std::uint64_t counted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t conflicting = 0;
  std::uint64_t late = 0;

  bool balanced() const { return received == counted + duplicate + conflicting + late; }

  template <class Codec>
  void codec(Codec& c) {
    c(received, counted, duplicate, conflicting, late);
  }

  friend bool operator==(const ReceivedLedger&, const ReceivedLedger&) = default;
};

}  // namespace vocmap
