#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "operators/scenario/features.h"
#include "schemas/events.h"

namespace vocmap {

// A contact of a history, by the first of its texts that says more than a greeting.
struct SampledContact {
  std::uint64_t customer = 0;  // hash
  EventTime opened_at;
  std::string text;  // redacted, at most kTextBytes; empty: the contact has none
  EventTime text_at;
  std::uint64_t features = 0;  // hash of the text's features; 0: it says no more than a greeting

  static constexpr std::size_t kTextBytes = 2'000;
};

// The contacts of a line in bounded memory: those with the smallest hashes of their ids, at most
// `most` of them, whatever the order of the records.
class ContactSample {
 public:
  explicit ContactSample(std::size_t most) : most_(most) {}

  // `texts`: what the customer wrote in this record.
  void add(const Contact& record, const std::vector<std::string>& texts);

  // By hash of the contact's id.
  const std::map<std::uint64_t, SampledContact>& contacts() const { return contacts_; }
  // How many the line has: exact until some are left out, then an estimate (k minimum values).
  std::int64_t total() const;
  bool complete() const { return !left_out_; }

 private:
  std::uint64_t features_of(std::string_view text);

  std::size_t most_;
  std::map<std::uint64_t, SampledContact> contacts_;
  bool left_out_ = false;
  std::u32string folded_;
  FeatureBag bag_;
};

}  // namespace vocmap
