#include "pipeline/cli/generate/side_maker.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "pipeline/cli/generate/json_line.h"

namespace vocmap {
namespace {

constexpr Duration kMinute = std::chrono::minutes{1};
constexpr std::array<std::string_view, 4> kTiers = {"basic", "silver", "gold", "platinum"};

// A record that must be refused, and why. "{}" stands for a number that makes it unique.
struct BadForm {
  Topic topic;
  Reason reason;
  std::string_view value;
};
constexpr std::array kBadForms = {
    BadForm{Topic::contacts, Reason::not_json, R"({{"contact_id":"bad-{}","event":"opened",)"},
    BadForm{Topic::orders, Reason::missing_field,
            R"({{"order_id":"bad-{}","event":"placed","line":"tickets"}})"},
    BadForm{Topic::contacts, Reason::unknown_value,
            R"({{"contact_id":"bad-{}","event":"opened","occurred_at":"2026-03-05T00:00:00Z",)"
            R"("line":"tickets","channel":"carrier pigeon"}})"},
    BadForm{
        Topic::orders, Reason::time_unreadable,
        R"({{"order_id":"bad-{}","event":"placed","line":"tickets","occurred_at":"yesterday"}})"},
    BadForm{Topic::contacts, Reason::not_an_object, R"(["bad-{}"])"},
    BadForm{Topic::orders, Reason::wrong_type,
            R"({{"order_id":"bad-{}","event":"placed","line":"tickets",)"
            R"("occurred_at":"2026-03-05T00:00:00Z","exposure_count":"many"}})"},
    BadForm{Topic::orders, Reason::time_out_of_range,
            R"({{"order_id":"bad-{}","event":"placed","line":"tickets",)"
            R"("occurred_at":"1970-01-01T00:00:00Z"}})"},
    BadForm{Topic::contacts, Reason::empty_id,
            R"({{"contact_id":"","event":"opened","occurred_at":"2026-03-05T00:00:00Z",)"
            R"("line":"tickets","channel":"chat","order_id":"bad-{}"}})"},
};

}  // namespace

void SideMaker::put(Topic topic, std::string key, std::string value, EventTime at) {
  world_.arrivals.put({topic, std::move(key), std::move(value), at}, false, world_.truth);
}

void SideMaker::make_other(const Slot& slot) {
  Random& random = world_.random;
  const std::int64_t number = others_++;
  const EventTime at = world_.soon_after(slot.start, slot.end - slot.start);
  const ContactMaker::Newest& contact = contacts_.newest();
  JsonLine json;
  if (number % 3 == 0 || contact.contact_id.empty()) {
    const std::string id = world_.any_customer();
    json.id("customer_id", id).time("updated_at", at);
    json.id("tier", kTiers[static_cast<std::size_t>(random.below(kTiers.size()))]);
    json.number("value_minor_per_year", random.below(500'000));
    put(Topic::customers, id, json.finish(), at);
  } else if (number % 3 == 1) {
    const std::string customer =
        contact.customer_id.empty() ? world_.any_customer() : contact.customer_id;
    json.id("response_id", fmt::format("s{:06}", number)).time("occurred_at", at);
    json.id("contact_id", contact.contact_id).id("customer_id", customer).id("metric", "csat");
    json.number("score", 1 + random.below(5)).number("scale_min", 1).number("scale_max", 5);
    put(Topic::surveys, customer, json.finish(), at);
  } else {
    json.id("activity_id", fmt::format("w{:06}", number)).id("agent_id", contact.agent_id);
    json.id("team_id", contact.team_id).id("state", "talk").time("started_at", at);
    json.time("ended_at", at + kMinute * (1 + random.below(9)));
    json.id("contact_id", contact.contact_id);
    put(Topic::agent_activity, contact.agent_id, json.finish(), at);
  }
}

void SideMaker::make_bad(const Slot& slot) {
  const BadForm& form = kBadForms[static_cast<std::size_t>(bad_) % kBadForms.size()];
  const EventTime at = world_.soon_after(slot.start, slot.end - slot.start);
  ++world_.truth.topic(form.topic).dead_letters[form.reason];
  put(form.topic, fmt::format("bad-{}", bad_), fmt::format(fmt::runtime(form.value), bad_), at);
  ++bad_;
}

std::vector<GeneratedRecord> SideMaker::make_late() {
  std::vector<GeneratedRecord> records;
  const Line& line = *world_.mix.lines().front().line;
  for (std::int64_t i = 0; i < world_.budget.late; ++i) {
    const EventTime at = world_.options.start + Duration{world_.random.below(10 * kMinute.count())};
    const std::string customer = fmt::format("late-u{}", i);
    const Topic topic = i % 2 == 0 ? Topic::contacts : Topic::orders;
    JsonLine json;
    if (topic == Topic::contacts) {
      json.id("contact_id", fmt::format("late-c{}", i)).id("event", "closed");
      json.time("occurred_at", at).id("line", line.id).id("channel", "email");
    } else {
      json.id("order_id", fmt::format("late-o{}", i)).id("event", "placed");
      json.time("occurred_at", at).id("line", line.id);
    }
    json.id("customer_id", customer);
    TopicTruth& truth = world_.truth.topic(topic);
    ++truth.read;
    ++truth.late;
    records.push_back({topic, customer, json.finish(), at, true});
  }
  return records;
}

}  // namespace vocmap
