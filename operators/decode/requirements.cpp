#include "operators/decode/requirements.h"

namespace vocmap {
namespace {

constexpr Duration kClockSkew = std::chrono::minutes{10};
// An agent's hours are kept until no interval can reach them any more.
constexpr Duration kLongestActivity = std::chrono::hours{24};

using Unmet = std::optional<Refusal>;

Unmet missing(const char* field) {
  return Refusal{Reason::missing_field, field};
}
Unmet inconsistent(const char* fact) {
  return Refusal{Reason::inconsistent, fact};
}

// A contact counts in the window of opened_at: one far after its own event would open a window
// that no watermark reaches.
Unmet check(const Contact& e) {
  if (e.opened_at && *e.opened_at > e.occurred_at + kClockSkew) {
    return inconsistent("opened_at is after occurred_at");
  }
  return {};
}

Unmet check(const Order&) {
  return {};
}

Unmet check(const Survey& e) {
  const bool answered = e.event.value_or(SurveyEvent::answered) == SurveyEvent::answered;
  return answered && !e.metric ? missing("metric") : Unmet{};
}

Unmet check(const AgentActivity& e) {
  if (e.ended_at < e.started_at) return inconsistent("ended_at is before started_at");
  if (e.ended_at > e.started_at + kLongestActivity) {
    return inconsistent("ended_at is more than 24 h after started_at");
  }
  return {};
}

Unmet check(const Project& e) {
  return e.scenario_ids.empty() ? missing("scenario_ids") : Unmet{};
}

Unmet check(const Customer&) {
  return {};
}

Unmet check(const Feedback& e) {
  if (e.verdict != FeedbackVerdict::correct) {
    return e.proposal_id ? Unmet{} : missing("proposal_id");
  }
  if (!e.contact_id) return missing("contact_id");
  return e.scenario_id ? Unmet{} : missing("scenario_id");
}

}  // namespace

std::optional<Refusal> unmet_requirement(const InputEvent& event, std::int64_t timestamp_ms) {
  return std::visit(
      [timestamp_ms](const auto& e) {
        if (timestamp_ms > 0 && event_time(e) - kClockSkew > EventTime{timestamp_ms}) {
          return Unmet{Refusal{Reason::time_in_future, ""}};
        }
        return check(e);
      },
      event);
}

}  // namespace vocmap
