#pragma once

#include <gtest/gtest.h>

#include "operators/discover/discover.h"
#include "operators/scenario/features.h"
#include "operators/scenario/fold.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {

inline const std::vector<std::string> kPoints = {
    "my loyalty points are missing",          "where are my loyalty points",
    "loyalty points missing from my account", "the loyalty points have not arrived",
    "points not added to my loyalty account", "no loyalty points for my purchase"};

class DiscoverTest : public testing::Test {
 protected:
  static UnmatchedContact contact(int number, const std::string& text, int customers = 12) {
    UnmatchedContact contact;
    contact.opened_at = at("2026-03-07T10:00:00Z") + std::chrono::minutes{number};
    contact.bucket = floor_to(contact.opened_at, kBaseWindow);
    contact.contact_id = std::string{"c"}.append(std::to_string(number));
    contact.customer = 1000 + number % customers;
    std::u32string folded;
    FeatureBag bag;
    fold_text(text, folded);
    extract_features(folded, bag);
    VectorSum sum{};
    for (const Feature& f : bag.features) add_feature(sum, f.hash, f.weight);
    contact.vector = {scaled(sum)};
    contact.space = kProjectedSpace;
    for (const char32_t c : folded) contact.text_hash = contact.text_hash * 31 + c;
    contact.verbatim = text;
    contact.language = "en";
    return contact;
  }
  static std::vector<UnmatchedContact> points(int count, int customers = 12) {
    std::vector<UnmatchedContact> contacts;
    for (int i = 0; i < count; ++i) {
      const std::string tail = i % 2 == 0 ? "" : " please";
      contacts.push_back(contact(i, kPoints[static_cast<std::size_t>(i) % 6] + tail, customers));
    }
    return contacts;
  }
  // The same contacts as another text model would give them.
  static std::vector<UnmatchedContact> in_space(std::uint64_t space,
                                                std::vector<UnmatchedContact> contacts) {
    for (UnmatchedContact& c : contacts) {
      c.space = space;
      c.contact_id.append("-").append(std::to_string(space));
    }
    return contacts;
  }
  static std::vector<UnmatchedContact> later(Duration by, std::vector<UnmatchedContact> contacts) {
    for (UnmatchedContact& c : contacts) {
      c.opened_at = c.opened_at + by;
      c.bucket = c.bucket + by;
      c.contact_id.append("+").append(std::to_string(by.count()));
    }
    return contacts;
  }
  void take(std::vector<UnmatchedContact> contacts) {
    LineDelta delta;
    delta.line = "shop";
    delta.unmatched = std::move(contacts);
    discover_.apply(delta);
  }
  void decide(const std::string& id, bool accepted, std::string_view time) {
    LineDelta delta;
    delta.line = "shop";
    delta.verdicts = {{.at = at(time),
                       .by = "ann",
                       .accepted = accepted,
                       .proposal_id = id,
                       .bucket = floor_to(at(time), kBaseWindow)}};
    discover_.apply(delta);
  }
  // The newest value of each scenario.
  std::map<std::string, std::string> published(std::string_view watermark) {
    discover_.advance(at(watermark));
    discover_.publish(out_);
    std::map<std::string, std::string> values;
    for (const OutboundRecord& record : out_.take()) {
      values[record.key] = record.value.value_or("null");
    }
    return values;
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Discover discover_{taxonomies_, *state_};
  Outbox out_;
};

}  // namespace vocmap
