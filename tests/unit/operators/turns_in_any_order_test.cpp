#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "operators/intake.h"
#include "operators/journey.h"
#include "pipeline/core/frame.h"
#include "schemas/json_writer.h"
#include "tests/support/task_state.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

// The turns of a contact arrive in any order and in any batches: the decision, its spans and other
// matters, and every byte of the enriched contact are the same. VOCMAP_SEED repeats a run.

namespace vocmap {
namespace {

constexpr const char* kTexts[] = {
    "hello",
    "I was charged twice for the same ticket",
    "扣了我两次钱，另外二维码扫不出来",
    "the QR code does not scan at the gate. Also I want my money back",
    "谢谢",
    "",
    "there is a double charge 😀 here",
    "怎么退票？請問退款什麼時候到",
    "the weather is nice",
    "café: charged twice\nQR code not accepted"};

class TurnsInAnyOrder : public testing::Test {
 protected:
  static TaxonomyHistory history() {
    return *TaxonomyHistory::make({Taxonomy{ticket_taxonomy().taxonomy()}});
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }
  const char* any_text() { return kTexts[below(std::size(kTexts))]; }

  // Records of one contact as INTAKE sends them on: turns may repeat with other words.
  std::vector<std::string> some_records() {
    std::vector<std::string> sent;
    Outbox out;
    const std::size_t count = 2 + below(5);
    for (std::size_t r = 0; r < count; ++r) {
      JsonWriter json;
      json.begin_object()
          .member("contact_id", "c")
          .member("event", r == 0 ? "opened" : "message")
          .member("occurred_at", EventTime{kOpened + static_cast<std::int64_t>(below(4)) * 60'000})
          .member("line", "tickets")
          .member("channel", "chat");
      if (below(2) == 0) json.member("subject", any_text());
      if (below(2) == 0) json.member("text", any_text());
      json.key("turns").begin_array();
      for (std::size_t t = below(4); t > 0; --t) {
        json.begin_object().member("seq", below(6)).member("text", any_text());
        json.member("role", below(4) == 0 ? "agent" : "customer").end_object();
      }
      json.end_array().end_object();
      const std::string value = json.take();
      intake_.process({.offset = static_cast<std::int64_t>(r), .value = value}, out);
    }
    for (const OutboundRecord& record : out.take()) {
      EXPECT_EQ(record.topic, Topic::journey_in);
      sent.emplace_back(parse_frame(*record.value)->body);
    }
    return sent;
  }

  // The enriched contact after all records, flushed now and then.
  std::string enriched(const std::vector<std::string>& records) {
    TemporaryState state;
    Journey journey{taxonomies_, {}, *state};
    Outbox out;
    for (const std::string& body : records) {
      journey.on_record("anon:c", body, out);
      if (below(2) == 0) journey.flush(out);
    }
    journey.flush(out);
    std::string last;
    for (const OutboundRecord& record : out.take()) {
      if (record.topic == Topic::contacts_enriched) last = *record.value;
    }
    return last;
  }

  static constexpr std::int64_t kOpened = 1'772'920'800'000;
  const TaxonomyHistory taxonomies_ = history();
  Intake intake_{taxonomies_, {}};
  std::mt19937 random_;
};

TEST_F(TurnsInAnyOrder, give_the_same_bytes) {
  const char* set = std::getenv("VOCMAP_SEED");
  const auto seed = static_cast<unsigned>(set ? std::atoi(set) : 20260307);
  std::cout << "VOCMAP_SEED=" << seed << '\n';
  random_.seed(seed);
  std::size_t with_spans = 0, with_others = 0;
  for (int contact = 0; contact < 20; ++contact) {
    std::vector<std::string> records = some_records();
    const std::string first = enriched(records);
    with_spans += first.find(R"("spans":[{)") != first.npos ? 1 : 0;
    with_others += first.find(R"("also":[{)") != first.npos ? 1 : 0;
    for (int order = 0; order < 4; ++order) {
      std::shuffle(records.begin(), records.end(), random_);
      ASSERT_EQ(enriched(records), first) << "contact " << contact;
    }
  }
  EXPECT_GT(with_spans, 10u);
  EXPECT_GT(with_others, 2u);
}

}  // namespace
}  // namespace vocmap
