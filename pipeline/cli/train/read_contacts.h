#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/decode/decode_event.h"
#include "pipeline/cli/train/progress.h"

namespace vocmap {

// A contact as the stream identifies it, by its customer and its id: one id with several customers
// is several contacts, and without a customer it is one of its own.
struct ContactHash {
  std::uint64_t customer = 0;
  std::uint64_t contact = 0;  // of both
};
ContactHash hash_of(const Contact& record);

// Reads records of voc.contacts, from wherever they come, as INTAKE does: decoded, redacted, the
// customer's words only. Outbound contacts are left out: no metric counts them.
class ReadContacts {
 public:
  // Gets each record with what the customer wrote in it, maybe nothing.
  using Use = std::function<void(const Contact& contact, std::vector<std::string> texts)>;

  struct Options {
    DecodeLimits limits = {};
    std::optional<EventTime> since = {};  // contacts that occurred before are left out
    std::string default_line = {};        // of a plain record without a line; empty: it is refused
  };

  struct Counts {
    std::size_t records = 0;
    std::size_t refused = 0;  // by the decoder
    std::size_t outbound = 0;
    std::size_t earlier = 0;  // before the time asked for
    std::size_t without_line = 0;
  };

  ReadContacts(Options options, Use use);

  void read(const Record& record);
  const Counts& counts() const { return counts_; }

 private:
  Options options_;
  DecodeEvent decode_;
  Use use_;
  Counts counts_;
};

// Reads JSONL files; the error is a sentence.
tl::expected<void, std::string> read_files(const std::vector<std::filesystem::path>& files,
                                           ReadContacts& contacts, ProgressDisplay& progress);

}  // namespace vocmap
