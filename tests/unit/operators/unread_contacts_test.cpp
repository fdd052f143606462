// Contacts that were scored under a file of the taxonomy that JOURNEY does not know.
#include <gmock/gmock.h>

#include "operators/journey.h"
#include "pipeline/cli/temporary_directory.h"
#include "pipeline/core/frame.h"
#include "pipeline/state/state_directory.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string next_version() {
  std::string next{kShopAndApp};
  return next.replace(next.find("version: 1"), 10,
                      "version: 2\neffective_from: 2026-03-07T09:00:00Z");
}

class UnreadContacts : public testing::Test {
 protected:
  UnreadContacts() { start(); }

  // A task over the state that was committed.
  void start() {
    journey_.reset();
    state_.reset();
    state_.emplace(*directory_.try_open("task"));
    journey_ = std::make_unique<Journey>(taxonomies_, JourneyRules{}, *state_);
    journey_->resume(EventTime::min());
  }
  void commit() {
    flush();
    const std::vector<Change> changes = state_->collect();
    state_->committed(changes, {});
  }
  void roll_back() {
    state_->rolled_back();
    out_.clear();
    journey_->resume(EventTime::min());
  }
  // A contact that another instance has scored under version 2.
  void take() {
    JourneyRecord record;
    record.topic = Topic::contacts;
    Contact event = contact_of("c", ContactEvent::closed, "2026-03-07T10:00:00Z");
    event.text = "charged twice";
    record.event = event;
    TextEvidence text;
    text.at = event.occurred_at;
    text.taxonomy_hash = both_.latest().taxonomy().hash;
    text.evidence = {2, false, 0, {{*both_.latest().scenario_index("shop.pay.twice"), 100}}};
    record.evidence.push_back(std::move(text));
    journey_->on_record("u", encode(record), out_);
  }
  void flush() {
    journey_->flush(out_);
    enriched_.clear();
    changes_.clear();
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic == Topic::contacts_enriched) enriched_ = *record.value;
      if (record.topic != Topic::map_in) continue;
      const auto delta = decode<LineDelta>(parse_frame(*record.value)->body);
      changes_.insert(changes_.end(), delta->contacts.begin(), delta->contacts.end());
    }
  }
  // The keys of the store, whose prefix is part of the stored format.
  std::size_t unread() {
    std::size_t keys = 0;
    state_->database().scan("\6", "\7", [&](std::string_view, std::string_view) { return ++keys; });
    return keys;
  }
  void expect_judged() {
    EXPECT_THAT(enriched_, HasSubstr(R"("scenario":"shop.pay.twice")"));
    EXPECT_THAT(changes_, SizeIs(2)) << "taken back and counted anew";
    commit();
    EXPECT_THAT(changes_, IsEmpty());
    EXPECT_EQ(unread(), 0U);
  }

  const TaxonomyHistory first_ = taxonomies_of({kShopAndApp});
  const TaxonomyHistory both_ = taxonomies_of({kShopAndApp, next_version()});
  TaxonomyHistory taxonomies_ = first_;
  const TemporaryDirectory root_;
  StateDirectory directory_{root_.path(), 8 << 20};
  std::optional<TaskState> state_;
  std::unique_ptr<Journey> journey_;
  Outbox out_;
  std::string enriched_;
  std::vector<ContactDelta> changes_;
};

TEST_F(UnreadContacts, are_judged_once_their_version_is_known) {
  take();
  commit();
  EXPECT_THAT(enriched_, HasSubstr(R"("scenario":"none")"));
  EXPECT_EQ(unread(), 1U);
  taxonomies_ = both_;
  flush();
  expect_judged();
}

TEST_F(UnreadContacts, wait_on_when_another_version_becomes_known) {
  take();
  commit();
  std::string other = next_version();
  other.replace(other.find("Charged twice"), 13, "Billed twice");
  taxonomies_ = taxonomies_of({kShopAndApp, other});
  commit();
  EXPECT_THAT(changes_, IsEmpty());
  EXPECT_EQ(unread(), 1U);
}

TEST_F(UnreadContacts, are_judged_by_a_start_that_knows_the_version) {
  take();
  commit();
  start();
  commit();
  EXPECT_THAT(changes_, IsEmpty());
  taxonomies_ = both_;
  start();
  flush();
  expect_judged();
}

TEST_F(UnreadContacts, survive_a_transaction_that_is_rolled_back) {
  take();
  commit();
  taxonomies_ = both_;
  flush();
  roll_back();
  flush();
  expect_judged();
}

TEST_F(UnreadContacts, are_taken_anew_with_a_record_that_was_rolled_back) {
  take();
  flush();
  roll_back();
  commit();
  EXPECT_EQ(unread(), 0U);
  take();
  commit();
  EXPECT_EQ(unread(), 1U);
}

TEST_F(UnreadContacts, go_with_their_contact) {
  take();
  commit();
  journey_->on_watermark(at("2026-05-01T00:00:00Z"), out_);
  commit();
  EXPECT_EQ(unread(), 0U);
}

}  // namespace
}  // namespace vocmap
