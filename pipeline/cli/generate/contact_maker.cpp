#include "pipeline/cli/generate/contact_maker.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "pipeline/cli/generate/json_line.h"

namespace vocmap {
namespace {

constexpr double kAboutOrder = 0.6, kAnonymous = 0.03, kOutbound = 0.01, kUnknownLine = 0.002,
                 kUnknownField = 0.003, kEmerging = 0.2, kGivenOpening = 0.8, kAsTurns = 0.3,
                 kLocalTime = 0.3;
constexpr std::string_view kUnknownLineName = "insurance";
constexpr std::array<std::string_view, 20> kChannels = {
    "chat", "chat", "chat", "chat",  "chat",  "call",   "call",   "call",  "call",   "app",
    "app",  "app",  "app",  "email", "email", "wechat", "wechat", "weibo", "social", "web"};
constexpr std::array<std::string_view, 3> kTeams = {"team-chat", "team-voice", "team-desk"};

template <class List>
auto any_of(const List& list, Random& random) {
  return list[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(list.size())))];
}

// RFC 3339 at UTC+8, as source systems in China write it.
std::string local_time(EventTime t) {
  std::string text = format_rfc3339(t + std::chrono::hours{8});
  text.pop_back();
  return text + "+08:00";
}

}  // namespace

std::int64_t ContactMaker::make_contact(const Slot& slot, std::int64_t at_most) {
  const Made made = begin(slot);
  const double form = world_.random.unit();
  if (form < 0.7 || at_most < 4) {
    put_single(made);
    return 1;
  }
  put_opened(made);
  EventTime at = world_.soon_after(made.opened_at, std::chrono::minutes{20});
  if (form < 0.8) {
    put_end(made, "closed", at);
    return 2;
  }
  put_message(made, at);
  at = world_.soon_after(at, std::chrono::hours{3});
  put_end(made, "resolved", at);
  put_end(made, "closed", world_.soon_after(at, std::chrono::hours{2}));
  return 4;
}

ContactMaker::Made ContactMaker::begin(const Slot& slot) {
  Random& random = world_.random;
  ScenarioShare scenario = world_.mix.draw_scenario(slot.promotion, random);
  if (scenario.emerging && slot.start >= world_.emergence && random.chance(kEmerging)) {
    scenario.scenario = "none";
    scenario.texts = scenario.emerging;
  }
  Made made{};
  made.contact_id = fmt::format("c{:07}", next_id_++);
  made.line = scenario.line->id;
  made.texts = scenario.texts;
  made.channel = any_of(kChannels, random);
  made.team = any_of(kTeams, random);
  made.agent = fmt::format("a{:03}", random.below(120));
  made.chinese = random.chance(world_.options.zh_share);
  made.outbound = random.chance(kOutbound);
  made.opened_at = world_.soon_after(slot.start, slot.end - slot.start);
  if (made.texts->zh.empty() || made.texts->en.empty()) made.chinese = made.texts->en.empty();
  const RecentOrder* order = random.chance(kAboutOrder) ? world_.recall(*scenario.line) : nullptr;
  made.customer_id = order != nullptr ? order->customer_id : world_.any_customer();
  if (order != nullptr) made.order_id = order->order_id;
  if (order == nullptr && random.chance(kAnonymous)) made.customer_id.clear();
  const EventTime day = world_.day_of(*scenario.line, made.opened_at);
  if (random.chance(kUnknownLine)) {
    made.line = kUnknownLineName;
    made.order_id.clear();
    if (!made.outbound) {
      world_.truth.add_contact("_unknown", "none", made.opened_at,
                               floor_to(made.opened_at, std::chrono::hours{24}));
    }
  } else if (!made.outbound) {
    world_.truth.add_contact(made.line, scenario.scenario, made.opened_at, day);
  }
  newest_ = {made.contact_id, made.customer_id,       made.line,
             made.agent,      std::string(made.team), made.opened_at};
  return made;
}

std::string ContactMaker::text(const Made& made) {
  const std::string& chosen = any_of(made.chinese ? made.texts->zh : made.texts->en, world_.random);
  return world_.has_slots ? fill_slots(chosen, made.chinese, world_.random) : chosen;
}

JsonLine ContactMaker::head(const Made& made, std::string_view event, EventTime at) {
  JsonLine json;
  json.id("contact_id", made.contact_id).id("event", event);
  json.id("occurred_at",
          made.chinese && world_.random.chance(kLocalTime) ? local_time(at) : format_rfc3339(at));
  json.id("line", made.line).id("channel", made.channel);
  if (!made.customer_id.empty()) json.id("customer_id", made.customer_id);
  if (made.outbound) json.id("direction", "outbound");
  if (!made.order_id.empty()) json.id("order_id", made.order_id);
  return json;
}

void ContactMaker::put(const Made& made, JsonLine& json, EventTime at) {
  if (world_.random.chance(kUnknownField)) {
    json.id("crm_ticket", "t-1");
    ++world_.truth.topic(Topic::contacts).unknown_fields;
  }
  const std::string& key = made.customer_id.empty() ? made.contact_id : made.customer_id;
  world_.arrivals.put({Topic::contacts, key, json.finish(), at}, true, world_.truth);
}

void ContactMaker::put_single(const Made& made) {
  const bool given = world_.random.chance(kGivenOpening);
  const EventTime at =
      given ? world_.soon_after(made.opened_at, std::chrono::minutes{40}) : made.opened_at;
  JsonLine json = head(made, "closed", at);
  if (given) json.time("opened_at", made.opened_at);
  json.id("lang", made.chinese ? "zh" : "en");
  if (world_.random.chance(kAsTurns)) {
    json.raw("turns", turns(made, made.opened_at));
  } else {
    json.text("text", text(made));
  }
  json.id("handler", "human").id("agent_id", made.agent).id("team_id", made.team);
  json.number("wait_s", world_.random.below(180)).id("resolved_claim", "agent");
  json.raw("handle", fmt::format(R"({{"talk_s":{},"wrap_s":{}}})", 60 + world_.random.below(600),
                                 10 + world_.random.below(90)));
  put(made, json, at);
}

void ContactMaker::put_opened(const Made& made) {
  JsonLine json = head(made, "opened", made.opened_at);
  json.id("lang", made.chinese ? "zh" : "en").text("text", text(made)).id("handler", "bot");
  put(made, json, made.opened_at);
}

void ContactMaker::put_message(const Made& made, EventTime at) {
  JsonLine json = head(made, "message", at);
  json.raw("turns", turns(made, at)).id("handler", "human").id("agent_id", made.agent);
  put(made, json, at);
}

void ContactMaker::put_end(const Made& made, std::string_view event, EventTime at) {
  JsonLine json = head(made, event, at);
  json.time("opened_at", made.opened_at).id("handler", "human").id("agent_id", made.agent);
  json.id("team_id", made.team);
  if (event == "resolved") json.id("resolved_claim", "customer");
  put(made, json, at);
}

// The customer's words and the agent's answer, which is no evidence.
std::string ContactMaker::turns(const Made& made, EventTime at) {
  JsonLine customer, agent;
  customer.number("seq", 1).id("role", "customer").time("at", at).text("text", text(made));
  agent.number("seq", 2).id("role", "agent").time("at", at);
  agent.text("text", made.chinese ? "好的，马上为您核实。" : "Thank you, I am looking into it.");
  return fmt::format("[{},{}]", customer.finish(), agent.finish());
}

}  // namespace vocmap
